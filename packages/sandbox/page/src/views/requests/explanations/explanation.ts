/** What happened in a few words, what it means, and what to do. Names of options and variables stand as they are. */
export interface Explanation {
  short: string;
  means: string;
  mend: string;
}
