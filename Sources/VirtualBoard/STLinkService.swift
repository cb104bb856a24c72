// SPDX-License-Identifier: GPL-2.0-or-later

/// One probe behind ST's server protocol: answers requests, for one client at a time.
final class STLinkService {
  /// Tells one client from another.
  typealias Client = Int

  let engine: STLinkEngine
  private let serial: [UInt8]
  /// The version of the protocol; below 2 hosts send at most 1 KiB, below 3 no batches.
  private let apiVersion: UInt32
  private var holder: (client: Client, connectionID: UInt32)?
  private var lastConnectionID: UInt32 = 0

  private static let deviceID: UInt32 = 1
  private static let serialBytes = 32

  /// The status words of the protocol, as OpenOCD's driver names them.
  private enum Status: UInt32 {
    case ok = 1
    case badParameter = 0x1002
    case cannotOpen = 0x1003
  }

  init(engine: STLinkEngine, serial: String, apiVersion: UInt32) {
    self.engine = engine
    self.serial = Array(serial.utf8.prefix(Self.serialBytes - 1))
    self.apiVersion = apiVersion
  }

  /// Whether some client has the probe open.
  var isOpen: Bool { holder != nil }

  /// The answer, always of the length that the client waits for.
  func answer(_ request: STLinkRequest, from client: Client) -> [UInt8] {
    switch request {
    case .serverVersion: words(apiVersion, 2, 1, 1)
    case .refresh: words(Status.ok.rawValue)
    case .count: words(1)
    case .describe(let index): describe(index)
    case .open(let deviceID): open(deviceID, client)
    case .close(let connectionID): close(connectionID, client)
    case .transfer(let transfer): execute(transfer, client)
    }
  }

  /// The client has gone, with or without a word.
  func forget(_ client: Client) {
    guard holder?.client == client else { return }
    holder = nil
    engine.forgetHost()
  }

  private func describe(_ index: UInt8) -> [UInt8] {
    guard index == 0 else {
      return words(Status.badParameter.rawValue) + [UInt8](repeating: 0, count: 41)
    }
    let name = serial + [UInt8](repeating: 0, count: Self.serialBytes - serial.count)
    return words(Status.ok.rawValue, Self.deviceID) + name
      + STLinkVersion.vendorID.littleEndianBytes + engine.version.productID.littleEndianBytes
      + [isOpen ? 1 : 0]
  }

  private func open(_ deviceID: UInt32, _ client: Client) -> [UInt8] {
    guard deviceID == Self.deviceID, holder == nil else {
      return words(Status.cannotOpen.rawValue, 0)
    }
    lastConnectionID += 1
    holder = (client, lastConnectionID)
    return words(Status.ok.rawValue, lastConnectionID)
  }

  private func close(_ connectionID: UInt32, _ client: Client) -> [UInt8] {
    guard let holder, holder == (client, connectionID) else {
      return words(Status.badParameter.rawValue)
    }
    forget(client)
    return words(Status.ok.rawValue)
  }

  private func execute(_ transfer: STLinkRequest.Transfer, _ client: Client) -> [UInt8] {
    var answer: [UInt8] = []
    var status = Status.ok
    if let holder, holder == (client, transfer.connectionID) {
      // A trace read has no command; nothing is ever traced.
      if !transfer.command.isEmpty {
        answer = engine.execute(transfer.command, data: transfer.data)
      }
    } else {
      status = .badParameter
    }
    answer = Array(answer.prefix(transfer.answerBytes))
    let missing = transfer.answerBytes - answer.count
    return words(status.rawValue) + answer + [UInt8](repeating: 0, count: missing)
  }

  private func words(_ words: UInt32...) -> [UInt8] { words.flatMap(\.littleEndianBytes) }
}
