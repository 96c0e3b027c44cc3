/**
 * Names what this package was built from. A process may hold its ES module and its CommonJS build, or the same version
 * in two places: they have this in common, and their objects are alike, so that they can be used by each other. Another
 * version has another one. The build replaces it with a hash of the sources, which are in one place.
 */
export const BUILD_ID: string = import.meta.url;
