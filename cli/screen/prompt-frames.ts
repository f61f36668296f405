/** Between two frames that keys lead to, in milliseconds: thirty a second. */
const FRAME_MS = 1000 / 30;

/**
 * Has what a key changed drawn ahead of its turn. Ink draws thirty frames a second and waits as long after any frame, also
 * after one in which nothing but a duration has ticked; while keys repeat it begins to wait anew with each. Whoever presses
 * a key waits for no tick, and for the frame of the key before at most a thirtieth of a second.
 *
 * @param draw draws what is still to be drawn, once all that a key led to has come about
 * @returns what is told of each key that was heard
 */
export function promptFrames(draw: () => Promise<void>): () => void {
  let next = 0;
  let waiting = false;
  const drawNow = () => {
    waiting = false;
    next = performance.now() + FRAME_MS;
    void draw();
  };
  return () => {
    if (waiting) return;
    const wait = next - performance.now();
    if (wait <= 0) return drawNow();
    waiting = true;
    setTimeout(drawNow, wait);
  };
}
