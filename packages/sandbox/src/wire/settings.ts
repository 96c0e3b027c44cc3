/**
 * `GET /api/settings`, and `PATCH /api/settings` with some of them. What the services' documentation leaves open, and
 * how this sandbox behaves; the option of the same name in `SandboxOptions` says what each means.
 */
export interface Settings {
  limits: "fixed" | "sliding" | "none" | "custom";
  howUsedBotLimits: "fixed" | "sliding" | "none" | "custom";
  retryAfter: boolean;
  errorStatus: "code" | "always-200";
  integration: "minimal" | "limited" | "full";
  strictUserIds: boolean;
  absentMethods: string[];
  repeats: "warn" | "conflict";
  maxEventLength: 20 | 50;
  acceptAnyKey: boolean;
  /** How far the sandbox's clock is ahead. `POST /api/advance` with `{ byMs }` moves it forward. */
  aheadMs: number;
}
