/// What kind of device talks to a board, or carries its serial line.
package enum ProbeKind: String, Hashable, Sendable, Codable, CaseIterable {
  case stLinkV2 = "st-link/v2"
  case stLinkV21 = "st-link/v2-1"
  case stLinkV3 = "st-link/v3"
  /// An ST-Link that waits for firmware: 0483:374d.
  case stLinkLoader = "st-link loader"
  case cmsisDAP = "cmsis-dap"
  case jLink = "j-link"
  /// An RP2040 in BOOTSEL mode.
  case rp2040Boot = "rp2040 boot"
  /// A USB to serial bridge or a chip's own USB serial port: no probe, but the way to a board.
  case serialBridge = "serial bridge"

  /// Whether OpenOCD drives it as an ST-Link.
  package var isSTLink: Bool {
    switch self {
    case .stLinkV2, .stLinkV21, .stLinkV3: true
    case .stLinkLoader, .cmsisDAP, .jLink, .rp2040Boot, .serialBridge: false
    }
  }
}

/// A probe's serial number: the low bytes of its USB string descriptor's UTF-16 units.
///
/// Old ST-Link/V2 firmware keeps raw bytes there, so the bytes are what counts.
package struct ProbeSerial: Hashable, Sendable {
  package let bytes: [UInt8]

  package init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// The bytes as text where all are printable ASCII, else two hexadecimal capitals a byte, which is
  /// also how OpenOCD's `adapter serial` takes them.
  package var text: String {
    isPrintable ? String(decoding: bytes, as: UTF8.self) : hexadecimal
  }

  private var isPrintable: Bool {
    !bytes.isEmpty && bytes.allSatisfy { (0x21...0x7E).contains($0) }
  }

  private var hexadecimal: String {
    bytes.map { byte in
      let digits = String(byte, radix: 16, uppercase: true)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }

  /// Whether a person who typed `text` means this serial.
  package func isMeant(by text: String) -> Bool {
    text == self.text || text.uppercased() == hexadecimal
  }
}

/// A device on a USB bus that flashes a board or carries its serial line.
package struct Probe: Hashable, Sendable {
  package let kind: ProbeKind
  package let vendorID: UInt16
  package let productID: UInt16
  /// `nil` where the device has none, as a CH340.
  package let serial: ProbeSerial?
  /// Where it is plugged in: bus, then the ports of the hubs on the way, as sysfs names it: `1-2.3`.
  package let usbPath: String
  package let busNumber: Int
  package let deviceNumber: Int
  /// Untrusted text.
  package let manufacturer: String?
  /// Untrusted text.
  package let product: String?
  /// As the probe tells it: `V2J37M26`; `nil` where it tells nothing or could not be opened.
  package let firmware: String?
  /// The voltage at the target's supply pin, or `nil` where the probe does not tell.
  package let targetMillivolts: Int?
  /// Serial ports whose USB parent is this very device, by path: `/dev/ttyACM0`.
  package let ports: [String]
  package let access: Access
  /// Those of ``ports`` that this process cannot use, and why.
  package let blockedPorts: [String: Access]

  /// Whether this process can use the device.
  package enum Access: Hashable, Sendable {
    case ready
    /// Another program has claimed it; its name and process where that can be known.
    case busy(holder: String?)
    /// The device node may not be opened.
    case denied(node: String, owner: String, group: String, mode: UInt16)
    /// Anything else that libusb says.
    case failed(String)
  }

  /// The number that a J-Link is named by, the serial's digits without the zeros before them, or `nil`
  /// for another device.
  package var jLinkNumber: UInt32? {
    kind == .jLink ? serial.flatMap { UInt32($0.text) } : nil
  }

  /// The device node: `/dev/bus/usb/001/005`.
  package var node: String {
    Self.nodePath(busNumber: busNumber, deviceNumber: deviceNumber)
  }

  /// The node of a device by its numbers.
  package static func nodePath(busNumber: Int, deviceNumber: Int) -> String {
    func padded(_ number: Int) -> String {
      String(repeating: "0", count: max(0, 3 - String(number).count)) + String(number)
    }
    return "/dev/bus/usb/\(padded(busNumber))/\(padded(deviceNumber))"
  }

  package init(
    kind: ProbeKind, vendorID: UInt16, productID: UInt16, serial: ProbeSerial?, usbPath: String,
    busNumber: Int, deviceNumber: Int, manufacturer: String? = nil, product: String? = nil,
    firmware: String? = nil, targetMillivolts: Int? = nil, ports: [String] = [],
    access: Access = .ready, blockedPorts: [String: Access] = [:]
  ) {
    self.kind = kind
    self.vendorID = vendorID
    self.productID = productID
    self.serial = serial
    self.usbPath = usbPath
    self.busNumber = busNumber
    self.deviceNumber = deviceNumber
    self.manufacturer = manufacturer
    self.product = product
    self.firmware = firmware
    self.targetMillivolts = targetMillivolts
    self.ports = ports
    self.access = access
    self.blockedPorts = blockedPorts
  }
}

/// Finds what is plugged in.
package protocol ProbeFinder: Sendable {
  /// Every probe and serial bridge that is attached, by USB path.
  ///
  /// Each one that can be opened is asked for its firmware and the target's voltage.
  ///
  /// - Throws: a `Failure` when the bus itself cannot be read; a device that cannot be opened is no
  ///   failure, its ``Probe/access`` says so.
  func probes() async throws -> [Probe]
  /// The same without claiming any: no firmware, no voltage, and whether another program has claimed
  /// one stays open.
  ///
  /// For choosing a probe while others are in use: a claim, however short, would make another
  /// program's attempt to open the same probe fail.
  func attached() async throws -> [Probe]
  /// What is plugged in where `probe` was, asked as by ``probes()``; nothing else is claimed.
  func asked(_ probe: Probe) async throws -> Probe?
  /// Plugging and unplugging from now on, until the consumer stops listening.
  ///
  /// A probe that comes is told once its serial ports are there, and is not claimed.
  func events() -> AsyncThrowingStream<ProbeEvent, any Error>
}

extension ProbeFinder {
  package func attached() async throws -> [Probe] { try await probes() }

  package func asked(_ probe: Probe) async throws -> Probe? {
    try await probes().first { $0.usbPath == probe.usbPath }
  }
}

/// A device came or went.
package enum ProbeEvent: Hashable, Sendable {
  case attached(Probe)
  case detached(usbPath: String)
}
