import { useMemo, useState } from "react";
import { App } from "./app.tsx";
import type { KeyName } from "./keys/key-name.ts";
import type { Beginning } from "./screens/start/use-start.ts";
import type { Choice, Launch } from "./session.ts";

interface HandrailProps {
  launch: Launch;
  /** Told of keys once they are heard: what they changed is about to be drawn. */
  heard?: () => void;
}

/**
 * The terminal from the start screen on. A lab in an account has a terminal of its own: choosing anew begins with
 * nothing of the one before.
 */
export function Handrail({ launch, heard }: HandrailProps) {
  const [choice, setChoice] = useState<Choice | undefined>(launch.chosen);
  const [last, setLast] = useState<Choice>(launch.chosen ?? launch.suggested);
  const open = useMemo(
    () => choice && ((tell: (line: string) => void) => launch.open(choice, tell)),
    [launch, choice],
  );
  const [ahead] = useState<KeyName[]>([]);
  const beginning = useMemo((): Beginning => {
    let left = false;
    return {
      launch,
      chosen: choice !== undefined,
      choose(next) {
        left = true;
        setChoice(next);
        if (next) setLast(next);
      },
      left: () => left,
      ahead,
    };
  }, [launch, choice, ahead]);
  const { guide, kind } = choice ?? last;
  const key = choice ? `${guide.id} ${kind}` : "start";
  return <App key={key} guide={guide} kind={kind} open={open} beginning={beginning} heard={heard} />;
}
