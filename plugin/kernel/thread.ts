import { Worker } from 'node:worker_threads';

/**
 * Starts a program in a thread of its own with a heap of its own, in megabytes. `program` is a path as `require.resolve`
 * gives it: a source file, or a compiled one.
 */
export function startThread(program: string, workerData: unknown, megabytes: number): Worker {
  return new Worker(program, {
    workerData,
    resourceLimits: { maxOldGenerationSizeMb: megabytes },
    // Neither the host's own options for Node nor its secrets are the thread's business; the sources need their compiler.
    execArgv: program.endsWith('.ts') ? ['--require', require.resolve('tsx/cjs')] : [],
    env: {},
  });
}
