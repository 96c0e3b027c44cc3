/** The parts of workerd's own module that are used here. */
declare module "cloudflare:workers" {
  export const env: object;
  export class DurableObject<Env = unknown> {
    protected readonly ctx: { storage: import("@bot-tracker/cloudflare").ObjectStorage; abort(reason: string): void };
    protected readonly env: Env;
    constructor(ctx: unknown, env: Env);
  }
}
