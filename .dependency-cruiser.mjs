// The walls between the rooms: who may import whom, types included. `pnpm run check:imports` fails where one is broken.
// The tree that they stand in: docs/design.md.

const core = "^packages/core/src/";
const doors = "(?:index|workers|adapter-kit|workers-adapter-kit|max-kit|outbox-kit|bullmq)[.]ts$";
/** What the doors of all runtimes show. */
const behindDoors = "(?:everywhere|adapter-everywhere)[.]ts$";
const adapters = "^packages/(grammy|max|telegraf|node-telegram-bot-api)/src/";

/** Where Telegram, the messenger of a tracker that is told nothing else, is plugged in. */
const plug = `${core}tracker/create-(?:workers-)?tracker[.]ts$`;

/** The rooms of core, lowest first. Whoever stands on one floor imports from its own and from those below it. */
const floors = [
  ["errors", "support"],
  ["messenger"],
  // Automatic events stand higher: they make calls of a bot's own out of Telegram's updates.
  ["telegram(?!/auto-events/)", "max(?!/auto-events/)", "outbox"],
  ["delivery"],
  ["destinations"],
  ["intake"],
  ["telegram/auto-events", "max/auto-events"],
  ["tracker"],
  ["adapter"],
];
const MESSENGERS = ["messenger", "telegram", "max"];
const rooms = (names) => `${core}(?:${names.join("|")})/`;

/** @type {import("dependency-cruiser").IForbiddenRuleType[]} */
const forbidden = [
  {
    name: "no-circle",
    comment: "Files that import each other can only be understood, moved and tested together.",
    from: {},
    to: { circular: true },
  },
  ...floors.slice(0, -1).map((names, floor) => ({
    name: "no-import-upward",
    comment: "A room of core imports from its own floor and from those below it: see `floors` in this file.",
    from: { path: rooms(names) },
    to: { path: rooms(floors.slice(floor + 1).flat()) },
  })),
  {
    name: "outbox-knows-no-messenger",
    comment: "The contract and its stores know of a person what outbox/rules say, and nothing of updates.",
    from: { path: rooms(["outbox"]) },
    to: { path: rooms(MESSENGERS) },
  },
  {
    name: "telegram-knows-no-outbox",
    comment: "What an update means is pure: no service, nothing that waits, nothing that is sent.",
    from: { path: rooms(MESSENGERS) },
    to: { path: rooms(["outbox"]) },
  },
  {
    name: "delivery-knows-no-messenger",
    comment: "Delivery sends what waits, whatever it says.",
    from: { path: rooms(["delivery"]) },
    to: { path: rooms(MESSENGERS) },
  },
  {
    name: "delivery-knows-the-contract-only",
    comment: "Of the outbox, delivery may import its contract and the rules of all stores, and no store.",
    from: { path: rooms(["delivery"]) },
    to: {
      path: rooms(["outbox"]),
      pathNot: [`${core}outbox/(?:outbox|delivery|ledger|request-end)[.]ts$`, rooms(["outbox/rules"])],
    },
  },
  {
    name: "telegram-is-plugged-in-once",
    comment: "Another messenger is one more folder and one line: only that line and the doors import telegram/.",
    from: { path: core, pathNot: [rooms(["telegram"]), `${core}${doors}`, `${core}${behindDoors}`, plug] },
    to: { path: rooms(["telegram"]) },
  },
  {
    name: "telegram-is-plugged-in-once",
    comment: "That line needs the messenger as a whole, and nothing inside it.",
    from: { path: plug },
    to: { path: rooms(["telegram"]), pathNot: `${core}telegram/telegram[.]ts$` },
  },
  {
    name: "max-is-behind-the-doors",
    comment: "An adapter plugs it in, through a door: nothing inside core imports max/.",
    from: { path: core, pathNot: [rooms(["max"]), `${core}${doors}`, `${core}${behindDoors}`] },
    to: { path: rooms(["max"]) },
  },
  {
    name: "nothing-inside-imports-a-door",
    comment: "A door shows a package to others. Whatever stands inside imports the file itself.",
    from: { path: "^packages/([^/]+)/src/" },
    to: { path: `^packages/$1/src/${doors}` },
  },
  {
    name: "packages-meet-at-doors",
    comment: "A package imports from another only what its package.json exports.",
    from: { path: "^packages/([^/]+)/" },
    to: { path: "^packages/(?!$1/)", pathNot: `^packages/[^/]+/src/${doors}` },
  },
  {
    name: "adapters-import-core-only",
    comment: "An adapter names its framework with structural types of its own, and needs nothing but core.",
    from: { path: adapters },
    to: { pathNot: ["^packages/$1/src/", `${core}(?:index|adapter-kit|max-kit)[.]ts$`] },
  },
  {
    name: "page-and-server-share-wire",
    comment: "What the sandbox's page and its server say to each other stands in wire/, and is all that they share.",
    from: { path: "^packages/sandbox/page/" },
    to: { path: "^packages/sandbox/src/", pathNot: "^packages/sandbox/src/wire/" },
  },
  {
    name: "server-knows-no-page",
    comment: "The page is built on its own, and only its files are served.",
    from: { path: "^packages/sandbox/src/" },
    to: { path: "^packages/sandbox/page/" },
  },
  {
    name: "undici-in-delivery-http-only",
    comment: "The HTTP transport is chosen in one place, so that a runtime without undici gets another there.",
    from: { path: "^packages/", pathNot: `${core}delivery/http/` },
    to: { path: "/node_modules/undici/" },
  },
  {
    name: "sqlite-in-its-driver-only",
    comment: "Another SQLite, such as a Durable Object's, is one more driver.",
    from: { path: core, pathNot: `${core}outbox/sqlite/driver/` },
    to: { path: "^(?:node:)?sqlite$" },
  },
  {
    name: "bullmq-is-an-extra",
    comment: "Who needs Redis alone does not install BullMQ: only the subpath ./bullmq imports it.",
    from: { path: "^packages/", pathNot: "^packages/redis/src/bullmq/" },
    to: { path: "/node_modules/bullmq/" },
  },
  {
    name: "no-unknown-import",
    comment: "What cannot be found is held against no rule.",
    from: {},
    to: { couldNotResolve: true },
  },
];

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: forbidden.map((rule) => ({ ...rule, severity: "error" })),
  options: {
    parser: "tsc",
    // Imports of types alone count: they tie rooms together just as much.
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^packages/[^/]+/dist/" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "types", "node", "default"] },
  },
};
