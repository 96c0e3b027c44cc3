import { conformance } from "./conformance.ts";
import { BOT_2 } from "./subjects/bot-2.ts";

conformance(BOT_2);
