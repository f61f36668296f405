import { readFile } from "node:fs/promises";
import type { BuildOptions, Plugin } from "esbuild";

/**
 * Lets esbuild drop the schemas of operations that nobody calls. The clients write them as object literals with
 * computed keys (`{ [_xN]: _vI }`), and evaluating a computed key could have a side effect, so that esbuild keeps
 * all of them: of EC2 alone 700 kB in each function's bundle. The keys are string constants of the same file.
 */
const shakeSchemas: Plugin = {
  name: "shake-schemas",
  setup({ onLoad }) {
    onLoad({ filter: /@aws-sdk[\\/].*[\\/]schemas_\d+\.js$/ }, async ({ path }) => {
      const code = await readFile(path, "utf8");
      const constants = new Map(
        [...code.matchAll(/^const (_\w+) = ("[^"]*");$/gm)].map(([, name, text]) => [name!, text!]),
      );
      const contents = code.replaceAll(/\[(_\w+)\]:/g, (key, name: string) => {
        const text = constants.get(name);
        return text === undefined ? key : `${text}:`;
      });
      return { contents, loader: "js" };
    });
  },
};

/** How everything that ships is bundled. */
export const BUNDLING: BuildOptions = {
  bundle: true,
  platform: "node",
  target: "node22",
  format: "esm",
  // ES modules first: of the AWS clients, only the commands that are used end up in a bundle.
  mainFields: ["module", "main"],
  plugins: [shakeSchemas],
  loader: { ".md": "text" },
  // Not the identifiers: a function's stack trace should be readable in its log.
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: "none",
  // CommonJS dependencies inside an ES module bundle look for these.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  logLevel: "warning",
};
