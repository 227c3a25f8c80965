package graft.accel.cpu;

import graft.accel.cpu.work.Crews;
import graft.accel.cpu.work.Lane;
import graft.accel.cpu.work.Work;
import graft.accel.cpu.work.Workers;

/**
 * Runs work with the workers that a lane holds.
 *
 * @param threads the most that a run has, the caller's among them; 0 for the usual number
 */
record Runner(Crews crews, int threads) {
  void run(Work[] works, int from, int to, Lane lane) {
    Workers workers = lane.workers();
    for (int i = from; i < to; i++) {
      workers.run(works[i], lane.parties(), lane);
    }
  }
}
