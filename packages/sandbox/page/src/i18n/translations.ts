export type Language = "en" | "ru";

/** The same texts in both languages. A second language typed as the first makes the compiler find what is missing. */
export type Translations<Texts> = Readonly<Record<Language, Texts>>;
