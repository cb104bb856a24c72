import Benchmarking
import BoardProfiles
import Failures
import Hardware
import MCUBenchTestSupport
import Testing

/// Which probe a run takes, and when it refuses to guess.
struct ProbeSelectorTests {
  private let board: BoardProfile
  private let left = Probe.discovery(serial: "AAAA", path: "1-1", ports: ["/dev/ttyACM0"])
  private let right = Probe.discovery(serial: "BBBB", path: "1-2.3", ports: ["/dev/ttyACM1"])
  private let pico = Probe(
    kind: .cmsisDAP, vendorID: 0x2E8A, productID: 0x000C,
    serial: ProbeSerial(bytes: Array("E66".utf8)), usbPath: "2-1", busNumber: 2, deviceNumber: 3)

  init() throws {
    board = try BoardProfile.ofProject()
  }

  private func choose(
    _ named: String? = nil, port: String? = nil, rig: Rig = .empty, among probes: [Probe]
  ) throws -> SelectedProbe {
    try ProbeSelector(board: board, rig: rig, named: named, port: port).choose(among: probes)
  }

  private func refusal(
    _ named: String? = nil, port: String? = nil, rig: Rig = .empty, among probes: [Probe]
  ) -> SelectionError? {
    #expect(throws: SelectionError.self) {
      try choose(named, port: port, rig: rig, among: probes)
    }
  }

  // MARK: Nothing named

  @Test func takesTheOnlyOneThatFits() throws {
    #expect(try choose(among: [pico, right]).route == .usb(right))
  }

  @Test func refusesWhereNoneFits() {
    let error = refusal(among: [pico])
    #expect(error?.reason == .noneAttached)
    #expect(error?.failureClass == .probe)
    #expect(error?.summary.contains("cmsis-dap, serial E66, USB 2-1") == true)
  }

  @Test func refusesTwoProbesWithoutAChoiceAndListsBoth() throws {
    let error = try #require(refusal(among: [left, right]))
    #expect(error.reason == .severalAttached)
    #expect(error.exitStatus == .wrongInput)
    #expect(
      error.summary == """
        stm32f746g: 2 probes are attached that could flash it
          st-link/v2-1, serial AAAA, USB 1-1, /dev/ttyACM0, ready
          st-link/v2-1, serial BBBB, USB 1-2.3, /dev/ttyACM1, ready
        """)
    #expect(error.remedy?.contains("--probe") == true)
  }

  // MARK: Named

  @Test(arguments: ["BBBB", "42424242", "usb:1-2.3", "1-2.3"])
  func takesTheOneThatIsNamed(text: String) throws {
    #expect(try choose(text, among: [left, right]).route == .usb(right))
  }

  @Test func takesASerialOfRawBytesAsHexadecimal() throws {
    let old = Probe(
      kind: .stLinkV2, vendorID: 0x0483, productID: 0x3748,
      serial: ProbeSerial(bytes: [0x48, 0xFF, 0x6A, 0x06]), usbPath: "1-4", busNumber: 1,
      deviceNumber: 9)
    #expect(try choose("48ff6a06", among: [left, old]).route == .usb(old))
  }

  @Test func saysWhatIsAttachedWhereTheNamedOneIsNot() {
    let error = refusal("CCCC", among: [left, pico])
    #expect(error?.reason == .notAttached(asked: "CCCC"))
    #expect(error?.candidates == [left])
  }

  @Test func refusesTwoWithTheSerialThatWasNamed() {
    let clone = Probe.discovery(serial: "AAAA", path: "1-2.3")
    let error = refusal("AAAA", among: [left, clone])
    #expect(error?.reason == .sharedSerial(asked: "AAAA"))
    #expect(error?.remedy?.contains("usb:") == true)
    #expect(throws: Never.self) { try choose("usb:1-1", among: [left, clone]) }
  }

  @Test func refusesAnotherKindOfProbe() {
    #expect(refusal("E66", among: [left, pico])?.reason == .wrongKind(pico, needed: "st-link"))
  }

  @Test(arguments: [
    Probe.Access.busy(holder: "openocd (pid 7)"), .failed("LIBUSB_ERROR_IO"),
    .denied(node: "/dev/bus/usb/001/005", owner: "root", group: "plugdev", mode: 0o660),
  ])
  func saysWhyAProbeCannotBeUsed(access: Probe.Access) throws {
    let probe = Probe.discovery(access: access)
    let error = try #require(refusal(among: [probe]))
    #expect(error.reason == .notUsable(probe))
    #expect(error.summary.contains(try #require(ProbeTrouble(probe)).reason))
    if case .denied = access { #expect(error.remedy?.contains("doctor --fix") == true) }
  }

  // MARK: Servers

  @Test func takesAServerWithoutLookingAtTheBus() throws {
    let selector = ProbeSelector(board: board, named: "tcp:7184", port: "/dev/pts/3")
    #expect(try selector.server()?.route == .server(port: 7184))
    #expect(try selector.server()?.port == "/dev/pts/3")
    #expect(try ProbeSelector(board: board, named: "AAAA").server() == nil)
  }

  @Test(arguments: ["tcp:", "tcp:0", "tcp:65536", "tcp:x"])
  func refusesATextThatIsNoPort(text: String) {
    let error = refusal(text, among: [left])
    #expect(error?.reason == .badServerPort(String(text.dropFirst(4))))
  }

  @Test func takesAJLinkByItsNumber() throws {
    let selector = ProbeSelector(board: board, named: "jlink:940400101", port: "/dev/pts/3")
    #expect(try selector.server()?.route == .jLink(serial: 940_400_101))
    #expect(try selector.server()?.port == "/dev/pts/3")
  }

  @Test(arguments: ["000940400101", "usb:3-1"])
  func takesAJLinkOnUSBWhenItIsNamed(name: String) throws {
    let jLink = Probe(
      kind: .jLink, vendorID: 0x1366, productID: 0x0105,
      serial: ProbeSerial(bytes: Array("000940400101".utf8)), usbPath: "3-1", busNumber: 3,
      deviceNumber: 2, ports: ["/dev/ttyACM7"])
    let selected = try choose(name, among: [left, jLink])
    #expect(selected.route == .jLink(serial: 940_400_101))
    #expect(selected.ports == ["/dev/ttyACM7"])
    #expect(try choose(among: [left, jLink]).route == .usb(left))
  }

  @Test(arguments: ["jlink:", "jlink:-1", "jlink:4294967296", "jlink:E66"])
  func refusesATextThatIsNoNumberOfAJLink(text: String) {
    let error = refusal(text, among: [left])
    #expect(error?.reason == .badJLinkSerial(String(text.dropFirst(6))))
    #expect(error?.remedy?.contains("--probe jlink:") == true)
  }

  // MARK: Ports

  @Test func refusesThePortOfAnotherProbe() {
    let error = refusal("AAAA", port: "/dev/ttyACM1", among: [left, right])
    #expect(error?.reason == .portOfAnother(port: "/dev/ttyACM1", owner: right))
  }

  @Test func followsLinksToThePortOfAnotherProbe() {
    let selector = ProbeSelector(
      board: board, named: "AAAA", port: "/dev/serial/by-id/x",
      identity: { $0.hasPrefix("/dev/serial") ? "/dev/ttyACM1" : $0 })
    #expect(throws: SelectionError.self) { try selector.choose(among: [left, right]) }
  }

  @Test func takesAnAdaptersPortForAProbeThatHasNone() throws {
    let bare = Probe.discovery(serial: "AAAA", ports: [], kind: .stLinkV2)
    let adapter = Probe(
      kind: .serialBridge, vendorID: 0x1A86, productID: 0x7523, serial: nil, usbPath: "1-3",
      busNumber: 1, deviceNumber: 8, ports: ["/dev/ttyUSB0"])
    #expect(
      try choose("AAAA", port: "/dev/ttyUSB0", among: [bare, adapter]).port == "/dev/ttyUSB0")
  }

  // MARK: The rig file

  @Test func takesABoardByItsNameWithAllThatIsKnownOfIt() throws {
    let entry = RigBoard(
      name: "bench", board: "stm32f746g", probe: "BBBB", usbPath: "1-2.3", port: "/dev/ttyACM1",
      uniqueID: "0123", powerCycle: ["uhubctl"])
    let chosen = try choose("bench", rig: Rig(boards: [entry]), among: [left, right])
    #expect(chosen == SelectedProbe(route: .usb(right), port: "/dev/ttyACM1", rigBoard: entry))
  }

  @Test func knowsABoardOfTheRigThatWasNotNamed() throws {
    let entry = RigBoard(name: "bench", board: "stm32f746g", probe: "AAAA", powerCycle: ["off"])
    #expect(try choose(among: [left]).rigBoard == nil)
    #expect(try choose(rig: Rig(boards: [entry]), among: [left]).rigBoard == entry)
    #expect(try choose("AAAA", rig: Rig(boards: [entry]), among: [left]).rigBoard == entry)
  }

  @Test func leavesOutProbesThatTheRigGivesToOtherBoards() throws {
    let entry = RigBoard(name: "nucleo", board: "nucleo_f446", probe: "AAAA")
    #expect(try choose(rig: Rig(boards: [entry]), among: [left, right]).route == .usb(right))
    let error = refusal("nucleo", rig: Rig(boards: [entry]), among: [left, right])
    #expect(error?.reason == .otherBoard(name: "nucleo", board: "nucleo_f446"))
  }

  @Test(arguments: ["bench", "AAAA", "usb:1-1", nil])
  func refusesAProbeThatIsNotWhereTheRigSays(named: String?) throws {
    let rig = Rig(
      boards: [RigBoard(name: "bench", board: "stm32f746g", probe: "AAAA", usbPath: "1-9")])
    let error = try #require(refusal(named, rig: rig, among: [left]))
    guard case .contradiction = error.reason else {
      Issue.record("\(error.summary)")
      return
    }
    #expect(error.summary.contains("USB 1-9"))
    #expect(error.summary.contains("USB 1-1"))
  }

  @Test func tellsClonesOfOneSerialApartByTheirPlacesInTheRig() throws {
    let clone = Probe.discovery(serial: "AAAA", path: "1-2.3")
    let rig = Rig(
      boards: [
        RigBoard(name: "one", board: "stm32f746g", probe: "AAAA", usbPath: "1-1"),
        RigBoard(name: "two", board: "stm32f746g", probe: "AAAA", usbPath: "1-2.3"),
      ])
    #expect(try choose("two", rig: rig, among: [left, clone]).route == .usb(clone))
    #expect(try choose("one", rig: rig, among: [left, clone]).route == .usb(left))
  }

  @Test func takesAServerFromTheRig() throws {
    let entry = RigBoard(name: "far", board: "stm32f746g", probe: "tcp:7184", port: "/dev/pts/1")
    let chosen = try choose("far", rig: Rig(boards: [entry]), among: [])
    #expect(chosen.route == .server(port: 7184))
    #expect(chosen.port == "/dev/pts/1")
  }
}
