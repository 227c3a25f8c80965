package graft.accel.cpu;

import graft.accel.cpu.work.Lane;
import graft.accel.cpu.work.Work;
import graft.accel.cpu.work.Workers;

/** Runs work with a number of threads, the caller among them. */
record Runner(Workers workers, int parties) {
  void run(Work[] works, int from, int to, Lane lane) {
    for (int i = from; i < to; i++) {
      workers.run(works[i], parties, lane);
    }
  }
}
