package import Hardware
import Synchronization

/// Finds probes and serial bridges with libusb and the kernel's tree of devices.
package struct USBProbeFinder: ProbeFinder {
  let tree: DeviceTree
  let nodes: String
  private let limit: Duration

  /// A finder over this machine, or over trees that stand in for `/sys` and `/dev`.
  ///
  /// Each transfer to a device has a time limit of its own; `limit` is for all of them together, and
  /// for a kernel that does not come back.
  package init(
    tree: String = "/sys", devices: String = "/dev", limit: Duration = .seconds(20)
  ) {
    self.tree = DeviceTree(root: tree)
    nodes = devices
    self.limit = limit
  }

  package func probes() async throws -> [Probe] { try await list(asks: true) }

  package func attached() async throws -> [Probe] { try await list(asks: false) }

  /// How many devices are on the bus, hubs of the machine itself left out; nothing is opened.
  ///
  /// - Throws: ``USBFailure`` when libusb does not start or the bus cannot be read.
  package func deviceCount() async throws -> Int {
    try await BlockingCall.run(limit: limit) { () throws(USBFailure) in
      try USBContext().devices().count
    }
  }

  package func asked(_ probe: Probe) async throws -> Probe? {
    try await list(asks: true, at: probe.usbPath).first
  }

  /// What is plugged in, or only what is at `place`.
  private func list(asks: Bool, at place: String? = nil) async throws -> [Probe] {
    let (tree, nodes) = (tree, nodes)
    return try await BlockingCall.run(limit: limit) { () throws(USBFailure) in
      let context = try USBContext()
      let reader = ProbeReader(
        tree: tree, nodes: nodes, ports: SerialPortMap(tree: tree.root, devices: nodes), asks: asks)
      return try context.devices().filter { place == nil || $0.usbPath == place }
        .compactMap(reader.probe).sorted(by: Self.isBefore)
    }
  }

  /// By bus and ports as numbers: `1-2` before `1-10`.
  private static func isBefore(_ left: Probe, _ right: Probe) -> Bool {
    numbers(left.usbPath).lexicographicallyPrecedes(numbers(right.usbPath))
  }

  private static func numbers(_ usbPath: String) -> [Int] {
    usbPath.split { $0 == "-" || $0 == "." }.compactMap { Int($0) }
  }
}
