import BoardProfiles
import Jobs
import ResultStore

extension Lab {
  /// Between two clearings of the store, and before the first, when there is other work.
  private static let retentionPause = Duration.seconds(6 * 3600)
  private static let firstPause = Duration.seconds(300)
  /// A wall clock that jumps by more is not believed at once: what was removed does not come back.
  private static let believedJump = Duration.seconds(3600)

  /// Removes from time to time what the rig's rules no longer keep, until the task is cancelled.
  func applyRetention() async {
    let retention = context.rig.retention
    let rules = RetentionRules(
      eventDays: retention.eventDays, sampleDays: retention.sampleDays,
      runDays: retention.runDays, modelDays: retention.modelDays)
    // A thread of its own: it goes on for long, and lets others write in between.
    let store = LabStore(context.store.store)
    var watch = ClockWatch(wall: context.wallClock.now)
    var pause = Self.firstPause
    while !Task.isCancelled {
      guard (try? await ContinuousClock().sleep(for: pause)) != nil else { return }
      pause = Self.retentionPause
      let now = context.wallClock.now
      let jump = watch.jump(wall: now)
      guard abs(jump / .seconds(1)) <= Self.believedJump / .seconds(1) else {
        context.log.warn("the clock was set by \(jump): nothing is removed for \(pause)")
        continue
      }
      do {
        let report = try await store { try $0.applyRetention(rules, now: now) }
        context.troubles.set("retention", nil)
        guard report.runsRemoved + report.runsWithoutSamples + report.modelsRemoved > 0 else {
          continue
        }
        context.log.info(
          "retention: \(report.runsRemoved) runs and \(report.modelsRemoved) models removed, "
            + "\(report.runsWithoutSamples) runs without their samples")
      } catch {
        context.troubles.set("retention", JobFailure(of: error).summary)
      }
    }
  }
}
