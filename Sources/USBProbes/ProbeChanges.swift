import Hardware

/// Which probes a listener knows of, and what to tell it next.
struct ProbeChanges {
  /// One plug-in of one device: an address is not given again soon.
  struct PlugIn: Hashable {
    let usbPath: String
    let deviceNumber: Int
    let vendorID: UInt16
    let productID: UInt16
  }

  /// How long a device may take until its serial ports and its node's owner are in place.
  static let patience: Duration = .seconds(2)

  private var told: Set<PlugIn>
  private var awaited: [PlugIn: ContinuousClock.Instant] = [:]

  /// The listener knows of what is `present`.
  init(present: [PlugIn]) {
    told = Set(present)
  }

  /// Whether a device has come that is not complete yet.
  var isWaiting: Bool { !awaited.isEmpty }

  /// What has changed now that these devices are `present`; what has gone comes first.
  ///
  /// `read` gives a probe and whether it is complete, or `nil` when it has gone again. One that stays
  /// incomplete is told of as it is once ``patience`` has passed.
  mutating func take(
    present: [PlugIn], at now: ContinuousClock.Instant,
    read: (PlugIn) -> (probe: Probe, isComplete: Bool)?
  ) -> [ProbeEvent] {
    let gone = told.subtracting(present)
    told.subtract(gone)
    awaited = awaited.filter { present.contains($0.key) }
    var events = gone.map(\.usbPath).sorted().map { ProbeEvent.detached(usbPath: $0) }
    for device in present where !told.contains(device) {
      let deadline = awaited[device] ?? now.advanced(by: Self.patience)
      awaited[device] = deadline
      guard let found = read(device), found.isComplete || now >= deadline else { continue }
      events.append(.attached(found.probe))
      awaited[device] = nil
      told.insert(device)
    }
    return events
  }
}
