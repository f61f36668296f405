import process from "node:process";

export const handler = async ({ name }) => `${process.env.GREETING}, ${name}`;
