import { conformance } from "./conformance.ts";
import { LEGACY } from "./subjects/legacy.ts";

conformance(LEGACY);
