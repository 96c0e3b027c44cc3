const REMEDIES: ReadonlyMap<number, string> = new Map([
  [5, "is in use by another sandbox. Stop that one, or name another file"],
  [6, "is in use by another sandbox. Stop that one, or name another file"],
  [8, "is not writable. Change its permissions, or name another file"],
  [10, "cannot be read or written. Check its disk, or name another file"],
  [11, "is damaged. It is left as it is: move it away or name another file to start over"],
  [13, "has no room to grow: the disk is full. Make room on it"],
  [14, "cannot be opened. Check that its folder is writable, or name another file"],
  [26, "is not data of a sandbox, or is damaged. It is left as it is: move it away or name another file"],
]);

/** Why a file cannot be opened, read or written, and what to do about it. */
export function describeStoreFailure(error: unknown, file: string): string {
  const { code, errcode, message } = error as NodeJS.ErrnoException & { errcode?: number };
  // The low byte is the kind of failure; the rest only tells kinds of it apart.
  const remedy = errcode === undefined ? remedyOfSystem(code) : REMEDIES.get(errcode & 0xff);
  return remedy === undefined ? `${file} cannot be used: ${message}.` : `${file} ${remedy} (${message}).`;
}

function remedyOfSystem(code: string | undefined): string | undefined {
  switch (code) {
    case "ENOENT":
    case "ENOTDIR":
      return "cannot be created: its folder does not exist. Create it, or name another file";
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return "is not writable. Change the permissions of the file and its folder, or name another file";
    case "EISDIR":
      return "is a folder. Name a file in it";
    default:
      return undefined;
  }
}
