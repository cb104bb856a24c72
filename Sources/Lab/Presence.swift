import Benchmarking
import BoardProfiles
import Hardware
import Jobs
import Synchronization

/// Which boards of the rig are there, as probes come and go.
final class Presence: Sendable {
  private static let pauseAfterTrouble = Duration.seconds(5)

  private let rig: Rig
  private let finder: any ProbeFinder
  private let troubles: Troubles
  private let probes = Mutex<[Probe]>([])

  init(rig: Rig, finder: any ProbeFinder, troubles: Troubles) {
    self.rig = rig
    self.finder = finder
    self.troubles = troubles
  }

  /// Why a board cannot be used now, or `nil` when it can.
  ///
  /// A virtual board is always there; a probe behind a TCP port shows when it is used.
  func absence(of entry: RigBoard) -> String? {
    guard !entry.isVirtual, entry.probe?.hasPrefix("tcp:") != true else { return nil }
    let found = probes.withLock { probes in probes.filter(entry.describes) }
    if found.isEmpty { return "its probe is not attached" }
    return found.contains { $0.access == .ready } ? nil : "its probe cannot be opened"
  }

  /// Follows the probes of this machine until the task is cancelled; says each change.
  func follow(onChange: @escaping @Sendable () -> Void) async {
    guard rig.boards.contains(where: { absence(of: $0) != nil }) else { return }
    while !Task.isCancelled {
      do {
        // Listening begins before the list is read, so that nothing falls between the two.
        let events = finder.events()
        let attached = try await finder.attached()
        probes.withLock { $0 = attached }
        troubles.set("USB", nil)
        onChange()
        for try await event in events {
          take(event)
          onChange()
        }
      } catch {
        troubles.set("USB", "probes cannot be followed: \(JobFailure(of: error).summary)")
      }
      try? await ContinuousClock().sleep(for: Self.pauseAfterTrouble)
    }
  }

  private func take(_ event: ProbeEvent) {
    probes.withLock { probes in
      switch event {
      case .attached(let probe):
        probes.removeAll { $0.usbPath == probe.usbPath }
        probes.append(probe)
      case .detached(let usbPath):
        probes.removeAll { $0.usbPath == usbPath }
      }
    }
  }
}
