import envPaths from "env-paths";

/** The platform's folder for a program's data: where the local account is when nobody says otherwise. */
export const defaultHome = (): string => envPaths("handrail", { suffix: "" }).data;

/** The folder that the local account is kept in: `$HANDRAIL_HOME`, else the default one. */
export const homeFolder = (): string => process.env.HANDRAIL_HOME || defaultHome();
