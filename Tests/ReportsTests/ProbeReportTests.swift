import Foundation
import Hardware
import MCUBenchTestSupport
import Reports
import Testing

@Suite struct ProbeReportTests {
  private static let probes = [
    ListedProbe(
      .discovery(serial: "066AFF4948", path: "1-2.3", ports: ["/dev/ttyACM1"]),
      board: .anyOf(["stm32f746g"])),
    ListedProbe(
      .discovery(
        serial: "066AFF4949", path: "1-4", access: .busy(holder: "openocd (process 4711)")),
      board: .inRig(name: "left", profile: "stm32f746g")),
    ListedProbe(
      Probe(
        kind: .serialBridge, vendorID: 0x1A86, productID: 0x7523, serial: nil, usbPath: "2-1",
        busNumber: 2, deviceNumber: 9, product: "USB\u{1B}[2JSerial", ports: ["/dev/ttyUSB0"],
        access: .ready,
        blockedPorts: [
          "/dev/ttyUSB0": .denied(
            node: "/dev/ttyUSB0", owner: "root", group: "dialout", mode: 0o660)
        ]), board: .anyOf([])),
    ListedProbe(
      Probe(
        kind: .stLinkV2, vendorID: 0x0483, productID: 0x3748,
        serial: ProbeSerial(bytes: [0x50, 0xFF, 0x6E]), usbPath: "2-2", busNumber: 2,
        deviceNumber: 10, firmware: "V2J37S7", targetMillivolts: 3,
        access: .denied(
          node: "/dev/bus/usb/002/010", owner: "root", group: "root", mode: 0o664)),
      board: .anyOf(["stm32f746g", "another"])),
  ]

  @Test func listsALineAProbe() {
    #expect(
      ProbeReport.table(Self.probes) == """
        probe          serial      USB    firmware  target  board                 port          state
        st-link/v2-1   066AFF4948  1-2.3  V2J37M26  3.30 V  stm32f746g?           /dev/ttyACM1  ready
        st-link/v2-1   066AFF4949  1-4    V2J37M26  3.30 V  stm32f746g (left)     /dev/ttyACM0  busy
        serial bridge  -           2-1    -              -  -                     /dev/ttyUSB0  ready
        st-link/v2     50FF6E      2-2    V2J37S7   0.00 V  stm32f746g, another?  -             denied

        """)
    #expect(ProbeReport.table([]) == "")
  }

  @Test func saysWhatKeepsEachFromBeingUsedAndWhatHelps() {
    let troubles = ProbeReport.troubles(Self.probes)
    #expect(
      troubles.map(\.warning) == [
        "st-link/v2-1 066AFF4949 at USB 1-4: in use by openocd (process 4711)",
        "/dev/ttyUSB0: may not be opened (/dev/ttyUSB0 belongs to root:dialout, mode 660)",
        "st-link/v2 50FF6E at USB 2-2: may not be opened "
          + "(/dev/bus/usb/002/010 belongs to root:root, mode 664)",
        "st-link/v2 50FF6E at USB 2-2: the target has no supply (0.00 V)",
      ])
    #expect(
      troubles.map(\.remedy) == [
        "let openocd (process 4711) finish, or end it, then run again",
        "sudo usermod --append --groups dialout $USER, then log in again",
        "'mcubench doctor --fix' installs the udev rules that allow it",
        "power the board, and check the jumper of the target's supply",
      ])
  }

  @Test func saysABridgesTroubleOnce() {
    let busy = Probe.Access.busy(holder: "minicom (process 3)")
    let bridge = Probe(
      kind: .serialBridge, vendorID: 0x1A86, productID: 0x7523, serial: nil, usbPath: "2-1",
      busNumber: 2, deviceNumber: 9, ports: ["/dev/ttyUSB0"], access: busy,
      blockedPorts: ["/dev/ttyUSB0": busy])
    #expect(
      ProbeReport.troubles([ListedProbe(bridge, board: .anyOf([]))]).map(\.warning)
        == ["/dev/ttyUSB0: in use by minicom (process 3)"])
  }

  @Test func writesEverythingAsJSON() throws {
    let text = ProbeReport.json(Self.probes)
    #expect(try Snapshot.kept("probes.json", comparedWith: text) == text)
    #expect(
      ProbeReport.json([]) == """
        {
          "schema": "mcubench.probes/1",
          "probes": []
        }

        """)
  }

  @Test func writesALineAnEvent() throws {
    let (ready, busy) = (Self.probes[0].probe, Self.probes[1].probe)
    #expect(
      ProbeReport.line(.attached(ready))
        == "attached  st-link/v2-1 066AFF4948 at USB 1-2.3  /dev/ttyACM1\n")
    #expect(
      ProbeReport.line(.attached(busy))
        == "attached  st-link/v2-1 066AFF4949 at USB 1-4  /dev/ttyACM0  busy\n")
    #expect(ProbeReport.line(.detached(usbPath: "1-4")) == "detached  USB 1-4\n")
    let lines = [ProbeEvent.attached(ready), .detached(usbPath: "1-4")].map {
      ProbeReport.jsonLine($0) { _ in .anyOf(["stm32f746g"]) }
    }
    for line in lines {
      #expect(line.hasSuffix("}\n") && line.dropLast().firstIndex(of: "\n") == nil)
    }
    let attached = try #require(
      try JSONSerialization.jsonObject(with: Data(lines[0].utf8)) as? [String: Any])
    #expect(attached["schema"] as? String == "mcubench.probe-event/1")
    #expect((attached["probe"] as? [String: Any])?["serial"] as? String == "066AFF4948")
    #expect(
      lines[1]
        == #"{"schema":"mcubench.probe-event/1","event":"detached","usb_path":"1-4"}"# + "\n")
  }
}
