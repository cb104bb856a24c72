import Glibc
import Hardware
import Synchronization

/// Makes a ``Probe`` of a device on the bus.
struct ProbeReader {
  let tree: DeviceTree
  /// The directory of device nodes, `/dev`.
  let nodes: String
  let ports: SerialPortMap
  /// Whether ST-Links are claimed and asked.
  let asks: Bool

  /// Held while a probe is claimed, so that two lists of one process do not find each other.
  private static let claim = Mutex(())

  /// The kind of probe that `device` is, or `nil` when it is none; nothing is opened for that.
  static func kind(of device: USBDevice, in tree: DeviceTree) -> ProbeKind? {
    let product = DeviceTree.string("product", in: tree.directory(usbPath: device.usbPath))?.text
    return USBIdentity.kind(
      vendorID: device.vendorID, productID: device.productID, product: product)
  }

  /// What is known about `device`, or `nil` when it is no probe or has gone in between.
  func probe(_ device: USBDevice) -> Probe? {
    guard let kind = Self.kind(of: device, in: tree) else { return nil }
    let directory = tree.directory(usbPath: device.usbPath)
    var reading = Reading(
      serial: DeviceTree.string("serial", in: directory),
      manufacturer: DeviceTree.string("manufacturer", in: directory),
      product: DeviceTree.string("product", in: directory))
    let ports = ports.ports(ofDeviceAt: device.usbPath)
    let blocked = blocked(ports)
    if kind == .serialBridge {
      reading.access = Self.bridgeAccess(ports: ports, blocked: blocked)
    } else {
      do {
        try read(device, kind, into: &reading)
      } catch {
        // A node may be missing alone, as in a container that was not given any.
        let lacksNode = !reading.wasOpened && !DeviceTree.exists(node(of: device))
        guard isThere(device), error != .gone || lacksNode else { return nil }
        reading.access = access(after: error, to: device)
      }
    }
    return Probe(
      kind: kind, vendorID: device.vendorID, productID: device.productID,
      serial: reading.serial?.serial, usbPath: device.usbPath, busNumber: device.busNumber,
      deviceNumber: device.deviceNumber, manufacturer: reading.manufacturer?.text,
      product: reading.product?.text, firmware: reading.told?.firmware,
      targetMillivolts: reading.told?.targetMillivolts, ports: ports, access: reading.access,
      blockedPorts: blocked)
  }

  /// What is found out about a device bit by bit.
  private struct Reading {
    var serial: USBString?
    var manufacturer: USBString?
    var product: USBString?
    var told: STLinkInquiry?
    var access = Probe.Access.ready
    var wasOpened = false
  }

  /// Opens the device; its own strings come before the kernel's, which end at the first zero.
  private func read(
    _ device: USBDevice, _ kind: ProbeKind, into reading: inout Reading
  ) throws(USBCallError) {
    let handle = try device.open()
    reading.wasOpened = true
    do {
      let language = try handle.language()
      reading.serial = try handle.string(at: device.serialIndex, language: language)
      reading.manufacturer = try handle.string(at: device.manufacturerIndex, language: language)
      reading.product = try handle.string(at: device.productIndex, language: language)
    } catch .gone {
      throw USBCallError.gone
    } catch .timedOut {
      // It would let every further question wait as long.
      throw USBCallError.timedOut
    } catch {
      // Strings may be broken where the probe itself works; the kernel's stand in.
    }
    if kind == .stLinkLoader {
      reading.access = .failed("it waits in its boot loader for new firmware")
    } else if kind.isSTLink, asks {
      do {
        reading.told = try Self.claim.withLock { _ throws(STLinkInquiryError) in
          try handle.withDebugPipe { pipe throws(STLinkInquiryError) in
            try STLinkInquiry.ask(pipe, kind: kind)
          }
        }
      } catch .failed(let error) {
        throw error
      } catch {
        reading.access = .failed(error.text)
      }
    }
  }

  private func access(after error: USBCallError, to device: USBDevice) -> Probe.Access {
    let node = node(of: device)
    switch error {
    case .busy:
      return .busy(
        holder: DeviceHolder.find(of: node, besides: Int(getpid()))?.description
          ?? driver(of: device))
    case .denied: return DeviceAccess.denied(node)
    case .gone: return .failed("it has no device node \(node)")
    case .timedOut: return .failed("it does not answer")
    default: return .failed(error.text)
    }
  }

  /// The kernel's driver for the debug interface, which keeps programs away as they keep each other.
  private func driver(of device: USBDevice) -> String? {
    let interfaces = tree.directory(usbPath: device.usbPath)
    let name = DeviceTree.names(in: interfaces).first { $0.hasSuffix(".0") && $0.contains(":") }
    let driver = name.flatMap { DeviceTree.resolved("\(interfaces)/\($0)/driver") }?
      .split(separator: "/").last
    return driver.flatMap { $0 == "usbfs" ? nil : "the kernel's driver \($0)" }
  }

  /// Whether the kernel still knows the very device; in the moment of unplugging a transfer may fail
  /// in other ways than by libusb's word for it.
  private func isThere(_ device: USBDevice) -> Bool {
    let directory = tree.directory(usbPath: device.usbPath)
    return DeviceTree.number("devnum", in: directory, radix: 10) == device.deviceNumber
  }

  private func node(of device: USBDevice) -> String {
    nodes
      + Probe.nodePath(busNumber: device.busNumber, deviceNumber: device.deviceNumber)
      .dropFirst("/dev".count)
  }

  private func blocked(_ ports: [String]) -> [String: Probe.Access] {
    var blocked: [String: Probe.Access] = [:]
    for port in ports {
      let access = DeviceAccess.ofPort(port)
      if access != .ready { blocked[port] = access }
    }
    return blocked
  }

  /// A bridge is used through its serial port; its own node matters to nobody.
  private static func bridgeAccess(
    ports: [String], blocked: [String: Probe.Access]
  ) -> Probe.Access {
    guard let first = ports.first else {
      return .failed("it has no serial port; the kernel has no driver for it, or not yet")
    }
    return blocked[first] ?? .ready
  }
}
