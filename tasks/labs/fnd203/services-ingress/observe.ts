/** The step is about who can reach whom, so it observes the lab's whole network. */
export { observeSharedNetwork as observe } from "../observe-network.ts";
