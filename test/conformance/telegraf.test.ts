import { conformance } from "./conformance.ts";
import { TELEGRAF } from "./subjects/telegraf.ts";

conformance(TELEGRAF);
