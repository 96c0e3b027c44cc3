import { defineConfig } from "vite";

export default defineConfig({
  // The address under which a sandbox serves what stands in assets/.
  base: "/page/",
  build: {
    outDir: "../dist/page",
    emptyOutDir: true,
    // Every browser that knows the features of the style sheets knows these too.
    target: "es2022",
    modulePreload: false,
    license: { fileName: "licenses.md" },
  },
});
