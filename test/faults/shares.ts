const MINUTE = 60_000;

function ms(name: string, usual: number): number {
  const said = Number(process.env[name] ?? usual);
  if (!(said >= 0))
    throw new Error(`${name} is "${process.env[name]}": a number of milliseconds was expected`);
  return said;
}

/**
 * How long each of the three kinds of fault may take in `test:slow`, in milliseconds: together 8 minutes, beside which its
 * other worker does the rest. Each tries as much as its share allows, and says how much that was.
 */
export const SHARES = {
  /** Seeded days of a desk in memory. */
  simulation: ms("SIMULATION_MS", 1.5 * MINUTE),
  /** Fault points of the real service, each in its turn. */
  points: ms("FAULT_POINTS_MS", 1.5 * MINUTE),
  /** Kills of the real service at random moments and at named steps: 50 seeds, which take some 90 seconds of two cores. */
  kills: ms("KILLS_MS", 5 * MINUTE),
} as const;
