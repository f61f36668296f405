import { useCallback, useEffect, useRef } from "react";
import type { NetworkMap } from "../../../workflows/contract.ts";
import { explainFailure } from "../../execution/failure.ts";
import type { Store } from "../../hooks/use-store.ts";
import type { LabSession } from "../../session.ts";

/** What the network's screen can have done. */
export interface Network {
  /** Looks again at who can talk to whom. */
  look(): void;
}

/** How long after a change a look begins, in milliseconds: a command's several calls are one change. */
const CALM_MS = 300;

/**
 * While its screen is shown, keeps the map of the network true: looks when the screen is opened, when a machine has ended,
 * and on the local account whenever that has changed. It only looks, so that it runs beside whatever machine runs.
 */
export function useNetwork(session: LabSession | undefined, { state, dispatch }: Store): Network {
  const { build, busy, lost, screen } = state;
  const stopping = useRef(new AbortController());
  /** Only the latest look counts. */
  const latest = useRef(0);

  const look = useCallback(() => {
    if (!session) return;
    const { signal } = stopping.current;
    const turn = ++latest.current;
    dispatch({ type: "network/looking" });
    lookAtNetwork(session, signal).then(
      (map) => turn === latest.current && dispatch({ type: "network/seen", map }),
      (error: Error) =>
        !signal.aborted &&
        turn === latest.current &&
        dispatch({ type: "network/failed", reason: error.message }),
    );
  }, [session, dispatch]);

  // Before what looks: another session has another network.
  useEffect(() => {
    if (!session) return;
    const controller = new AbortController();
    stopping.current = controller;
    return () => controller.abort(new Error("The account is being closed"));
  }, [session]);

  const standing = build?.stack.id;
  const shown = screen === "network" && standing !== undefined && lost === undefined;
  useEffect(() => {
    if (shown && !busy) look();
  }, [shown, busy, look]);

  useEffect(() => {
    // Of an AWS account nobody tells that it has changed, and a clock would look for ever.
    if (!session || !shown || busy || session.place.kind !== "local") return;
    const controller = new AbortController();
    let calm: NodeJS.Timeout | undefined;
    const listen = async () => {
      for await (const { late } of session.changes.changes(controller.signal)) {
        // What comes to be seen late is in logs and records; the network is as it is at once.
        if (late) continue;
        clearTimeout(calm);
        calm = setTimeout(look, CALM_MS);
      }
    };
    // Without the stream there is still the key that looks.
    listen().catch(() => {});
    return () => {
      controller.abort();
      clearTimeout(calm);
    };
  }, [session, shown, busy, look]);

  return { look };
}

/** @throws Error in words for a participant, where it could not be looked */
async function lookAtNetwork({ orchestrator, guide }: LabSession, signal: AbortSignal): Promise<NetworkMap> {
  if (!orchestrator.has("map-network"))
    throw new Error(
      "The Handrail in this account is older than this screen. Bring it up to date with: handrail deploy --aws",
    );
  const executionArn = await orchestrator.start("map-network", { lab: guide.id });
  for await (const { status, output, error, cause } of orchestrator.follow(executionArn, signal)) {
    // What a machine of ours puts out is what the contract says.
    if (status === "SUCCEEDED") return output as NetworkMap;
    if (status !== "RUNNING") throw new Error(explainFailure(error ?? status, cause, "keys").what);
  }
  throw new Error("The look at the network had no end.");
}
