import { VIEWS, type ViewName } from "#wire/views";
import { useLanguage } from "./language.tsx";

/** The heading of a view. */
export function useViewTitle(name: ViewName): string {
  const { language } = useLanguage();
  return VIEWS.find((view) => view.name === name)?.title[language] ?? "";
}
