/** What happened in a few words, what it means, and what to do. Names of options and variables are not translated. */
export interface Explanation {
  short: string;
  means: string;
  fix: string;
}
