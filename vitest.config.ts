import { readFileSync } from "node:fs";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [
    {
      // esbuild's `text` loader does the same for what ships.
      name: "markdown-as-text",
      enforce: "pre",
      load(id) {
        if (!id.endsWith(".md")) return;
        return `export default ${JSON.stringify(readFileSync(id, "utf8"))}`;
      },
    },
  ],
  test: {
    include: ["tests/**/*.test.{ts,tsx}"],
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
