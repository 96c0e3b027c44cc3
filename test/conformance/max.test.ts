import { conformance } from "./conformance.ts";
import { MAX_BOTS } from "./subjects/max.ts";

conformance(MAX_BOTS);
