import { defineConfig } from "vite";

export default defineConfig({
  // The address under which a sandbox serves what stands in assets/.
  base: "/page/",
  build: {
    // Not dist/page: that is where the compiler puts src/page, and a build empties its folder first.
    outDir: "../dist/web",
    emptyOutDir: true,
    // Every browser that knows the features of the style sheets knows these too.
    target: "es2022",
    modulePreload: false,
    license: { fileName: "licenses.md" },
  },
});
