import Jobs
import Measurements
import ResultStore

extension Lab {
  /// Set by more, or silent for longer than half a lease, the clock is not held against those who work.
  private static let believedJump = Duration.seconds(1)

  /// Gives up attempts whose leases ran out, several times in a lease's length.
  ///
  /// Where the clock was set, the machine slept or the disk took nothing, attempts could not renew
  /// their leases in time: those that live renew them before any is given up.
  func sweep() async {
    var watch = ClockWatch(wall: context.wallClock.now)
    var last = ContinuousClock.now
    var isInDoubt = false
    while !Task.isCancelled {
      let (now, moment) = (context.wallClock.now, ContinuousClock.now)
      let jump = watch.jump(wall: now, steady: moment)
      if jump > Self.believedJump || jump < .zero - Self.believedJump
        || moment - last > context.lease / 2
      {
        isInDoubt = true
      }
      last = moment
      do {
        let jobs = try await expireLeases(now: now, renewing: isInDoubt ? await heldLeases() : [])
        isInDoubt = false
        for job in jobs {
          context.log.warn("job \(job.id.short): its lease ran out, it is \(job.state.rawValue)")
          context.hub.tell(job.id)
        }
        if !jobs.isEmpty { wakeAll() }
      } catch {
        isInDoubt = true
        context.troubles.set("store", JobFailure(of: error).summary)
      }
      try? await ContinuousClock().sleep(for: context.lease / 4)
    }
  }

  /// The leases of the attempts that are at work in this process.
  private func heldLeases() async -> [JobLease] {
    var leases: [JobLease] = []
    for worker in workers {
      if let lease = await worker.currentLease { leases.append(lease) }
    }
    return leases
  }

  private func expireLeases(now: Timestamp, renewing leases: [JobLease]) async throws -> [Job] {
    let until = now.after(context.lease)
    return try await context.store { store in
      for lease in leases {
        do {
          try store.renew(lease, until: until, now: now)
        } catch let error as ResultStoreError where error.isOfTheQueue {
          // It has just ended, or taken too long: its own attempt is told the same.
        }
      }
      return try store.expireLeases(now: now)
    }
  }
}
