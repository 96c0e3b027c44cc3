import { defineConfig } from "vite";

export default defineConfig({
  // The address under which a sandbox serves what stands in assets/.
  base: "/page/",
  build: {
    // A build empties its folder first, so it must be none of the compiler's, which have the names of the rooms in src.
    outDir: "../dist/web",
    emptyOutDir: true,
    // Every browser that knows the features of the style sheets knows these too.
    target: "es2022",
    modulePreload: false,
    license: { fileName: "licenses.md" },
  },
});
