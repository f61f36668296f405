import { createContext } from "react";

/** What is being searched for, or was: every page shows where it is. Nothing is searched for, where nobody provides it. */
export const Highlight = createContext("");
