/** What a file system means for an outbox on it. */
export type FileSystemKind =
  | { kind: "local" }
  /** Locks or shared memory may not work between machines, and SQLite's write-ahead log needs both. */
  | { kind: "network"; name: string }
  /** Works, but its contents are lost with the machine or the container. */
  | { kind: "ephemeral"; name: string };

/** The numbers by which Linux identifies file systems (statfs(2)). */
const LINUX: ReadonlyMap<number, FileSystemKind> = new Map<number, FileSystemKind>([
  [0x6969, { kind: "network", name: "NFS" }],
  [0x517b, { kind: "network", name: "SMB" }],
  [0xff534d42, { kind: "network", name: "CIFS" }],
  [0xfe534d42, { kind: "network", name: "SMB2" }],
  [0x01021997, { kind: "network", name: "9p" }],
  [0x00c36400, { kind: "network", name: "Ceph" }],
  [0x5346414f, { kind: "network", name: "AFS" }],
  [0x73757245, { kind: "network", name: "Coda" }],
  [0x0bd00bd0, { kind: "network", name: "Lustre" }],
  [0x47504653, { kind: "network", name: "GPFS" }],
  [0x65735546, { kind: "network", name: "FUSE" }],
  [0x6a656a63, { kind: "network", name: "virtiofs" }],
  [0x01021994, { kind: "ephemeral", name: "tmpfs" }],
  [0x858458f6, { kind: "ephemeral", name: "ramfs" }],
  [0x794c7630, { kind: "ephemeral", name: "overlayfs" }],
]);

/** `type` is what `statfs` reports. Other systems use different numbers, so everything there counts as local. */
export function fileSystemKind(type: number, platform: NodeJS.Platform): FileSystemKind {
  // Node may report a number above 2^31 as a negative one.
  return (platform === "linux" ? LINUX.get(type >>> 0) : undefined) ?? { kind: "local" };
}
