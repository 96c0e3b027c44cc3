/** What a method is called by. Whatever came under another name would stand in the log of calls, at any length. */
export const METHOD_NAME: RegExp = /^[A-Za-z0-9_]{1,64}$/;
