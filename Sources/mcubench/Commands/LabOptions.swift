import ArgumentParser
import Failures
import Foundation
import LabClient

/// The flags that say which lab, and as whom.
struct LabOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The lab's daemon: http://HOST:PORT or https://HOST:PORT.",
      discussion: "Default: $MCUBENCH_SERVER, else http://127.0.0.1:8460.", valueName: "url"))
  var server: String?

  @Option(
    help: ArgumentHelp(
      "A file whose first line is the token.",
      discussion: "Default: the token in $MCUBENCH_TOKEN, else none.", valueName: "file"))
  var tokenFile: String?

  @Option(
    help: ArgumentHelp(
      "A PEM file with the lab's certificate, or its authority's.", valueName: "file"))
  var certificate: String?

  /// Runs `work` with a client of the lab.
  func with<Value>(_ work: (LabClient) async throws -> Value) async throws -> Value {
    let environment = ProcessInfo.processInfo.environment
    let server = try (server ?? environment["MCUBENCH_SERVER"]).map { try LabServer($0) } ?? .local
    let token = try tokenFile.map(Self.token) ?? environment["MCUBENCH_TOKEN"].map(Self.checked)
    if token != nil, server.scheme == "http", !server.isLoopback {
      Terminal.warn("the token crosses the network in the clear; write https:// where it has TLS")
    }
    return try await LabClient.with(server, token: token, certificate: certificate, work)
  }

  private static func token(inFile path: String) throws -> String {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw TokenError(place: path, reason: .unreadable)
    }
    return try checked(
      text.split(separator: "\n").first.map(String.init) ?? "", from: path)
  }

  private static func checked(_ token: String) throws -> String {
    try checked(token, from: "MCUBENCH_TOKEN")
  }

  /// A token is one printable word, so that no other header can hide in it.
  private static func checked(_ text: String, from place: String) throws -> String {
    let token = text.trimmingCharacters(in: .whitespaces)
    guard !token.isEmpty, token.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      throw TokenError(place: place, reason: .unfit)
    }
    return token
  }
}

/// Why there is no token to send.
struct TokenError: Failure, Hashable {
  /// What is wrong with its place.
  enum Reason: Hashable {
    case unreadable
    case unfit
  }

  let place: String
  let reason: Reason

  var summary: String {
    switch reason {
    case .unreadable: "cannot read a token from \(place)"
    case .unfit: "what \(place) holds is no token"
    }
  }
  var remedy: String? { "put what 'mcubenchd token' printed there, on one line" }
  var exitStatus: ExitStatus { .wrongInput }
}
