import { useTexts } from "../../i18n/language.tsx";
import { LINKS_TEXTS } from "./links-texts.ts";

/** Stands where a link will be shown. */
export function HowLinksWork() {
  const texts = useTexts(LINKS_TEXTS);
  return (
    <section class="card stack how-links-work" aria-labelledby="how-links-work">
      <h2 id="how-links-work">{texts.howTitle}</h2>
      <ol>
        {texts.how.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <p class="muted">{texts.howTry}</p>
    </section>
  );
}
