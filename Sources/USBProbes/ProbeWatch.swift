import CLibUSB
import Glibc
import Hardware
import Synchronization

/// Watches the bus on a thread of its own, from when it is made until it is stopped.
///
/// libusb's hot-plug notices are taken as a sign to look, nothing more: what has changed is found by
/// comparing lists. So a listener is told the same where there are no notices, only later.
final class ProbeWatch: Sendable {
  /// What the thread alone works with, once it runs.
  private struct State {
    let context: USBContext
    let hasNotices: Bool
    var changes: ProbeChanges
  }

  /// Between two looks where nothing tells of changes.
  private static let interval = timeval(tv_sec: 1, tv_usec: 0)
  /// Between two looks at a device that has just come.
  private static let shortInterval = timeval(tv_sec: 0, tv_usec: 50_000)
  /// Where notices come, a look now and then costs nothing.
  private static let longInterval = timeval(tv_sec: 60, tv_usec: 0)

  private let tree: DeviceTree
  private let nodes: String
  private let state: Mutex<State>
  private let stop: Stop

  /// Begins to watch; what is plugged in now is known already.
  init(tree: DeviceTree, nodes: String) throws(USBFailure) {
    self.tree = tree
    self.nodes = nodes
    let context = try USBContext()
    stop = Stop(context.pointer)
    let hasNotices = Self.registers(in: context)
    let present = try Self.present(in: tree).map(\.key)
    state = Mutex(
      State(
        context: context, hasNotices: hasNotices, changes: ProbeChanges(present: present)))
  }

  /// Tells of changes until ``end()``, then finishes the stream.
  func run(_ listener: AsyncThrowingStream<ProbeEvent, any Error>.Continuation) {
    state.withLock { state in
      do throws(USBFailure) {
        while !stop.isAsked {
          var wait = Self.wait(state)
          let status = libusb_handle_events_timeout_completed(state.context.pointer, &wait, nil)
          guard status == 0 || status == LIBUSB_ERROR_INTERRUPTED.rawValue else {
            throw USBFailure(reason: .cannotList(USBCallError(code: status).text))
          }
          if stop.isAsked { break }
          for event in try look(&state) { listener.yield(event) }
        }
        listener.finish()
      } catch {
        listener.finish(throwing: error)
      }
      stop.retire()
    }
  }

  /// Lets the thread end; returns at once.
  func end() { stop.ask() }

  /// Asks libusb for notices; `false` where none will come.
  ///
  /// Notices pass through udev: without its daemon, as in a container, libusb takes them on and then
  /// gives none.
  private static func registers(in context: USBContext) -> Bool {
    guard libusb_has_capability(UInt32(LIBUSB_CAP_HAS_HOTPLUG.rawValue)) != 0 else { return false }
    let events =
      LIBUSB_HOTPLUG_EVENT_DEVICE_ARRIVED.rawValue
      | LIBUSB_HOTPLUG_EVENT_DEVICE_LEFT.rawValue
    let status = libusb_hotplug_register_callback(
      context.pointer, Int32(events), 0, LIBUSB_HOTPLUG_MATCH_ANY, LIBUSB_HOTPLUG_MATCH_ANY,
      LIBUSB_HOTPLUG_MATCH_ANY, { _, _, _, _ in 0 }, nil, nil)
    return status == 0 && DeviceTree.exists("/run/udev/control")
  }

  private static func wait(_ state: State) -> timeval {
    if state.changes.isWaiting { return shortInterval }
    return state.hasNotices ? longInterval : interval
  }

  private func look(_ state: inout State) throws(USBFailure) -> [ProbeEvent] {
    let present = try Self.present(in: tree)
    let devices = Dictionary(present.map { ($0.key, $0) }) { first, _ in first }
    // The ports are read anew for each look, and only when something has come.
    lazy var reader = ProbeReader(
      tree: tree, nodes: nodes, ports: SerialPortMap(tree: tree.root, devices: nodes), asks: false)
    return state.changes.take(present: present.map(\.key), at: .now) { key in
      guard let found = devices[key], let probe = reader.probe(found.device) else { return nil }
      let isComplete =
        probe.access == .ready && probe.blockedPorts.isEmpty
        && probe.ports.count >= found.device.serialPortCount(of: found.kind)
      return (probe, isComplete)
    }
  }

  /// The probes that are plugged in now, by bus and ports.
  private static func present(in tree: DeviceTree) throws(USBFailure) -> [Present] {
    try USBContext().devices().compactMap { device in
      ProbeReader.kind(of: device, in: tree).map { Present(device: device, kind: $0) }
    }
  }

  private struct Present {
    let device: USBDevice
    let kind: ProbeKind

    var key: ProbeChanges.PlugIn {
      ProbeChanges.PlugIn(
        usbPath: device.usbPath, deviceNumber: device.deviceNumber, vendorID: device.vendorID,
        productID: device.productID)
    }
  }

  /// The one word that others may say to the thread.
  private final class Stop: Sendable {
    private struct State {
      var isAsked = false
      /// The address of libusb's context while that may be used.
      var context: UInt?
    }
    private let state: Mutex<State>

    init(_ context: OpaquePointer) {
      state = Mutex(State(context: UInt(bitPattern: context)))
    }

    var isAsked: Bool { state.withLock(\.isAsked) }

    /// Ends the wait for events, this one or the next.
    func ask() {
      state.withLock { state in
        state.isAsked = true
        if let context = state.context.flatMap(OpaquePointer.init(bitPattern:)) {
          libusb_interrupt_event_handler(context)
        }
      }
    }

    func retire() { state.withLock { $0.context = nil } }
  }
}

extension USBDevice {
  /// How many serial ports the kernel will make of the device.
  fileprivate func serialPortCount(of kind: ProbeKind) -> Int {
    let ports = (try? interfaces())?.count(where: \.isSerialPort) ?? 0
    return kind == .serialBridge ? max(1, ports) : ports
  }
}
