import type { NetworkMap } from "../../../workflows/contract.ts";
import type { TerminalState } from "../../state/state.ts";

/** What the network's screen knows, and shows. */
export interface NetworkState {
  /** Who can talk to whom, when it was last looked. Absent: it was not yet. */
  map?: NetworkMap;
  looking: boolean;
  /** Why the last look came to nothing. */
  problem?: string;
  /** The selected cell: a row and a column, by index; the column after the last party has the hosts. */
  row: number;
  column: number;
  /** Whether all that the packets of the selected cell meet is shown instead of the matrix. */
  path: boolean;
}

/** At first, what the Internet may say to the load balancer: the one way in that everybody knows of. */
export const initialNetwork: NetworkState = { looking: false, row: 0, column: 2, path: false };

export type NetworkAction =
  | { type: "network/looking" }
  | { type: "network/seen"; map: NetworkMap }
  | { type: "network/failed"; reason: string }
  | { type: "network/select"; row: number; column: number; jump?: boolean }
  | { type: "network/toggle-path" };

export const isNetworkAction = (action: { type: string }): action is NetworkAction =>
  action.type.startsWith("network/");

/** What is learnt of the network comes in quietly: whoever reads goes on reading. */
export function networked(state: TerminalState, action: NetworkAction): TerminalState {
  const { network } = state;
  const top = { scroll: { page: 0, panel: 0 } };
  switch (action.type) {
    case "network/looking":
      return { ...state, network: { ...network, looking: true } };
    case "network/seen":
      return { ...state, network: { ...network, looking: false, problem: undefined, map: action.map } };
    case "network/failed":
      return {
        ...state,
        network: { ...network, looking: false, problem: action.reason },
        notice: { text: action.reason, bad: true },
      };
    case "network/select":
      return { ...state, ...top, network: { ...network, row: action.row, column: action.column } };
    case "network/toggle-path":
      return { ...state, ...top, network: { ...network, path: !network.path } };
  }
}

/** How the network was when the lab was built is all that there is to show until it has been looked at. */
export const shownMap = ({ network, build }: TerminalState): NetworkMap | undefined =>
  network.map ?? build?.network;

/** The cell that is selected; parties may have gone since. The column after the last party has the hosts. */
export const selectedIn = (
  { row, column }: NetworkState,
  parties: readonly unknown[],
): Pick<NetworkState, "row" | "column"> => ({
  row: Math.min(row, parties.length - 1),
  column: Math.min(column, parties.length),
});
