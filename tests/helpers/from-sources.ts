import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";

/**
 * `node --import` this, and cli/handrail.ts runs without a build: the one thing in it that Node.js does not read by
 * itself is Markdown, which the bundler imports as text.
 */
registerHooks({
  load(url, context, next) {
    if (!url.endsWith(".md")) return next(url, context);
    const text = readFileSync(fileURLToPath(url), "utf8");
    return { format: "module", shortCircuit: true, source: `export default ${JSON.stringify(text)}` };
  },
});
