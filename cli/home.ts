import envPaths from "env-paths";

/** The folder that the local account is kept in: `$HANDRAIL_HOME`, else the platform's folder for a program's data. */
export function homeFolder(): string {
  return process.env.HANDRAIL_HOME || envPaths("handrail", { suffix: "" }).data;
}
