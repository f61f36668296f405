/** A step's guide is a Markdown file beside its code; esbuild and Vitest both import it as text. */
declare module "*.md" {
  const text: string;
  export default text;
}
