import { reportFault, runProgram } from "./cli/program.ts";
import { exitCodeOf } from "./ops/faults.ts";

// What the launcher loads: the `wirewatch` program as a process. The commands stand in cli/.
const args = process.argv.slice(2);
process.stdout.on("error", endQuietly);
for (const event of ["uncaughtException", "unhandledRejection"]) {
  process.on(event, (fault: unknown) => {
    reportFault(fault, args);
    process.exit(exitCodeOf(fault));
  });
}
process.exitCode = await runProgram(args);
endSoon();

/** A reader that has gone away (`wirewatch match | head`) is no fault: stop, gently where the service runs. */
function endQuietly(fault: NodeJS.ErrnoException): void {
  if (fault.code !== "EPIPE") throw fault;
  if (process.listenerCount("SIGTERM") > 0) process.emit("SIGTERM");
  else process.exit(0);
}

/** Lets standard output drain, then ends even where a library keeps a socket or a timer. */
function endSoon(): void {
  const timer = setInterval(() => {
    if (process.stdout.writableLength === 0) process.exit();
  }, 250);
  timer.unref();
}
