type NodeModules = {
  "node:crypto": typeof import("node:crypto");
  "node:util": typeof import("node:util");
};

/**
 * A module of Node's own, or undefined where a runtime has no such thing, as Workers have not unless they ask for it.
 * Nothing here imports one: that would keep a Worker from starting, and make every bot's start wait for what it may
 * never use.
 */
export function nodeModule<Name extends keyof NodeModules>(name: Name): NodeModules[Name] | undefined {
  return typeof process === "undefined" ? undefined : (process.getBuiltinModule?.(name) as NodeModules[Name]);
}
