import Foundation
import Hardware
import Testing

@testable import USBProbes

@Suite struct SerialPortMapTests {
  private func map(_ fake: FakeTree) -> SerialPortMap {
    SerialPortMap(tree: fake.tree, devices: fake.devices)
  }

  @Test func findsAModemPortBelowItsProbe() async throws {
    try await FakeTree.with { fake in
      try fake.addDevice("1-2", serial: Array("066AFF49".utf8))
      try fake.addModem(0, of: "1-2", interface: 2)
      let map = map(fake)
      #expect(
        map.entries == [
          SerialPortMap.Entry(
            devicePath: fake.devices + "/ttyACM0", usbPath: "1-2",
            serial: ProbeSerial(bytes: Array("066AFF49".utf8)), interfaceNumber: 2)
        ])
      #expect(map.ports(ofDeviceAt: "1-2") == [fake.devices + "/ttyACM0"])
      #expect(map.ports(ofDeviceAt: "1-2.1").isEmpty)
      #expect(map.ports(ofDeviceAt: "1").isEmpty)
    }
  }

  @Test func findsABridgesPortOneLevelDeeper() async throws {
    try await FakeTree.with { fake in
      try fake.addDevice("3-1.4.2", serial: nil)
      try fake.addBridge(7, of: "3-1.4.2", interface: 0)
      #expect(
        map(fake).entries == [
          SerialPortMap.Entry(
            devicePath: fake.devices + "/ttyUSB7", usbPath: "3-1.4.2", serial: nil,
            interfaceNumber: 0)
        ])
    }
  }

  @Test func tellsProbesWithEqualSerialsApartByWhereTheyHang() async throws {
    try await FakeTree.with { fake in
      // The later port belongs to the earlier probe, as after plugging in again.
      for (usbPath, number) in [("1-1", 1), ("1-2", 0), ("1-2.1", 2)] {
        try fake.addDevice(usbPath, serial: Array("0001".utf8))
        try fake.addModem(number, of: usbPath, interface: 2)
      }
      let map = map(fake)
      #expect(map.ports(ofDeviceAt: "1-1") == [fake.devices + "/ttyACM1"])
      #expect(map.ports(ofDeviceAt: "1-2") == [fake.devices + "/ttyACM0"])
      #expect(map.ports(ofDeviceAt: "1-2.1") == [fake.devices + "/ttyACM2"])
    }
  }

  @Test func takesTheDeviceAndNotTheHubAboveIt() async throws {
    try await FakeTree.with { fake in
      try fake.addDevice("1-2", serial: Array("hub".utf8))
      try fake.addDevice("1-2.3", serial: Array("probe".utf8))
      try fake.addModem(0, of: "1-2.3", interface: 1)
      let entry = try #require(map(fake).entries.first)
      #expect(entry.usbPath == "1-2.3")
      #expect(entry.serial?.text == "probe")
    }
  }

  @Test func ordersTheTwoPortsOfOneProbeByInterface() async throws {
    try await FakeTree.with { fake in
      try fake.addDevice("1-2", serial: nil)
      try fake.addModem(10, of: "1-2", interface: 1)
      try fake.addModem(9, of: "1-2", interface: 16)
      let map = map(fake)
      #expect(map.entries.map(\.interfaceNumber) == [16, 1])
      #expect(
        map.ports(ofDeviceAt: "1-2") == ["ttyACM10", "ttyACM9"].map { fake.devices + "/" + $0 })
    }
  }

  @Test func ordersPortsByNumber() async throws {
    try await FakeTree.with { fake in
      for number in [10, 2, 0] {
        try fake.addDevice("1-\(number + 1)", serial: nil)
        try fake.addModem(number, of: "1-\(number + 1)", interface: 0)
      }
      #expect(map(fake).entries.map(\.usbPath) == ["1-1", "1-3", "1-11"])
    }
  }

  @Test func passesOverWhatDangles() async throws {
    try await FakeTree.with { fake in
      try fake.addDevice("1-1", serial: nil)
      try fake.addModem(0, of: "1-1", interface: 0)
      try fake.addEntry("ttyACM1", to: fake.tree + "/devices/gone")
      try fake.makeDirectory(fake.tree + "/devices/bare/tty/ttyACM2")
      try fake.addEntry("ttyACM2", to: fake.tree + "/devices/bare/tty/ttyACM2")
      // Links in a ring lead nowhere either.
      try fake.addEntry("ttyACM3", to: fake.tree + "/class/tty/ttyACM3")
      #expect(map(fake).entries.map(\.usbPath) == ["1-1"])
    }
  }

  @Test func passesOverPortsThatAreNotOnUSB() async throws {
    try await FakeTree.with { fake in
      let place = fake.tree + "/devices/platform/serial/ttyUSB0"
      try fake.makeDirectory(place)
      try fake.link(place + "/device", to: "..")
      try fake.addEntry("ttyUSB0", to: place)
      // An attribute above the tree itself is none of a device's.
      try fake.write(Array("0483\n".utf8), to: fake.tree + "/idVendor")
      #expect(map(fake).entries.isEmpty)
    }
  }

  @Test(arguments: [
    "ttyACM", "ttyACM1\n", "ttyACM1 ", "ttyACMx", "ttyUSB-1", "ttyS0", "xttyACM0",
    "ttyACM\u{0661}", "ttyACM99999999999999999999",
  ])
  func passesOverOtherNames(name: String) async throws {
    try await FakeTree.with { fake in
      try fake.addDevice("1-1", serial: nil)
      try fake.addModem(0, of: "1-1", interface: 0)
      let place = fake.directory(usbPath: "1-1") + "/1-1:1.0/tty/ttyACM0"
      try fake.addEntry(name, to: place)
      #expect(map(fake).entries.map(\.devicePath) == [fake.devices + "/ttyACM0"])
    }
  }

  @Test func readsSerialsThatAreNoText() async throws {
    try await FakeTree.with { fake in
      try fake.addDevice("1-1", serial: [0x50, 0xC3, 0xBF, 0x0A, 0x41])
      try fake.addModem(0, of: "1-1", interface: 0)
      try fake.addDevice("1-2", serial: [0x50, 0xFF])
      try fake.addModem(1, of: "1-2", interface: 0)
      try fake.addDevice("1-3", serial: [])
      try fake.addModem(2, of: "1-3", interface: 0)
      #expect(
        map(fake).entries.map(\.serial?.bytes) == [[0x50, 0xFF, 0x0A, 0x41], [0x50, 0xFF], nil])
    }
  }

  @Test func isEmptyWithoutATree() {
    #expect(SerialPortMap(tree: "/nonexistent", devices: "/dev").entries.isEmpty)
  }
}
