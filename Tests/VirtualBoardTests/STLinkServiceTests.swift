// SPDX-License-Identifier: GPL-2.0-or-later
import Testing

@testable import VirtualBoard

/// The server's protocol: where a request ends, and what it is answered.
@Suite struct STLinkServiceTests {
  private let service = STLinkService(
    engine: STLinkEngine(version: .standard, target: FakeDebugTarget()), serial: "0670FF",
    apiVersion: 2)

  private static let header: [UInt8] =
    [5, 0, 0, 0] + UInt32(7).littleEndianBytes + [0xF2, 0x08] + [UInt8](repeating: 0, count: 14)

  private static func transfer(_ direction: UInt8, _ length: UInt32) -> [UInt8] {
    header + [direction, 0, 0, 0] + length.littleEndianBytes
  }

  @Test(
    arguments: [
      ([6, 1, 0, 0], .serverVersion), ([0, 0], .refresh), ([1], .count),
      ([2, 3, 0, 0, 41, 0, 0, 0], .describe(index: 3)),
      ([3, 0, 0, 0, 9, 0, 0, 0], .open(deviceID: 9)),
      ([4, 0, 0, 0, 9, 0, 0, 0], .close(connectionID: 9)),
    ] as [([UInt8], STLinkRequest)])
  func findsTheEndOfARequest(bytes: [UInt8], request: STLinkRequest) {
    for count in 0..<bytes.count {
      #expect(STLinkRequest.beginning(of: bytes[..<count]) == .incomplete)
    }
    // What follows belongs to the next request.
    #expect(
      STLinkRequest.beginning(of: (bytes + [1, 2, 3])[...])
        == .request(request, byteCount: bytes.count))
  }

  @Test func waitsForTheDataOfATransfer() throws {
    let bytes = Self.transfer(0, 4) + [1, 2, 3, 4]
    for count in 0..<bytes.count {
      #expect(STLinkRequest.beginning(of: bytes[..<count]) == .incomplete)
    }
    guard case .request(.transfer(let transfer), 36) = STLinkRequest.beginning(of: bytes[...])
    else {
      Issue.record("no transfer")
      return
    }
    #expect(transfer.data == [1, 2, 3, 4])
    #expect(transfer.connectionID == 7)
    #expect(transfer.command.count == 16)
    #expect(transfer.answerBytes == 0)
  }

  @Test func asksForNoDataWhereSomethingIsRead() {
    let bytes = Self.transfer(1, 4096)
    guard case .request(.transfer(let transfer), 32) = STLinkRequest.beginning(of: bytes[...])
    else {
      Issue.record("no transfer")
      return
    }
    #expect(transfer.answerBytes == 4096)
  }

  @Test(
    arguments: [
      [7], [0x47, 0x45, 0x54], transfer(2, 0), transfer(0, 65_537), transfer(1, UInt32.max),
    ] as [[UInt8]])
  func seesWhatIsNoRequest(bytes: [UInt8]) {
    #expect(STLinkRequest.beginning(of: bytes[...]) == .broken)
  }

  @Test func introducesItself() {
    #expect(
      service.answer(.serverVersion, from: 1) == [2, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0])
    #expect(service.answer(.refresh, from: 1) == [1, 0, 0, 0])
    #expect(service.answer(.count, from: 1) == [1, 0, 0, 0])
    let description = service.answer(.describe(index: 0), from: 1)
    #expect(description.count == 45)
    #expect(description[8..<14].elementsEqual("0670FF".utf8))
    #expect(description[40..<44] == [0x83, 0x04, 0x4B, 0x37])
    #expect(description[44] == 0)
    let other = service.answer(.describe(index: 1), from: 1)
    #expect(other.count == 45)
    #expect(other[0] != 1)
  }

  @Test func letsOneClientInAtATime() {
    #expect(service.answer(.open(deviceID: 1), from: 1) == [1, 0, 0, 0, 1, 0, 0, 0])
    #expect(service.answer(.describe(index: 0), from: 2)[44] == 1)
    #expect(service.answer(.open(deviceID: 1), from: 2) == [3, 0x10, 0, 0, 0, 0, 0, 0])
    // The second client cannot use the first one's connection.
    #expect(service.answer(voltage(connection: 1), from: 2).prefix(4) == [2, 0x10, 0, 0])
    #expect(service.answer(.close(connectionID: 1), from: 2) == [2, 0x10, 0, 0])
    #expect(service.answer(.close(connectionID: 1), from: 1) == [1, 0, 0, 0])
    #expect(service.answer(.open(deviceID: 1), from: 2) == [1, 0, 0, 0, 2, 0, 0, 0])
    service.forget(2)
    #expect(!service.isOpen)
  }

  @Test func answersAsManyBytesAsTheClientWaitsFor() {
    _ = service.answer(.open(deviceID: 1), from: 1)
    for count in [0, 3, 8, 64] {
      #expect(service.answer(voltage(connection: 1, count), from: 1).count == 4 + count)
    }
    let trace = STLinkRequest.Transfer(connectionID: 1, command: [], data: [], answerBytes: 5)
    #expect(service.answer(.transfer(trace), from: 1) == [1, 0, 0, 0, 0, 0, 0, 0, 0])
  }

  private func voltage(connection: UInt32, _ count: Int = 8) -> STLinkRequest {
    .transfer(.init(connectionID: connection, command: [0xF7], data: [], answerBytes: count))
  }
}
