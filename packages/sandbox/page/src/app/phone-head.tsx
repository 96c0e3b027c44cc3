import { BotPicker } from "./bot-picker.tsx";
import { Brand } from "./brand.tsx";
import { LiveBadge } from "./live-badge.tsx";

/** The top of the page on a narrow screen. The ways to other views are at the bottom, where a thumb reaches them. */
export function PhoneHead() {
  return (
    <header class="phone-head">
      <Brand />
      <LiveBadge />
      <BotPicker />
    </header>
  );
}
