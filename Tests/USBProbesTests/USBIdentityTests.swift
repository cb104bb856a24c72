import Hardware
import Testing

@testable import USBProbes

@Suite struct USBIdentityTests {
  @Test(arguments: [
    (0x0483, 0x3748, ProbeKind.stLinkV2), (0x0483, 0x374B, .stLinkV21),
    (0x0483, 0x3752, .stLinkV21), (0x0483, 0x374A, .stLinkV21), (0x0483, 0x3742, .stLinkV21),
    (0x0483, 0x374E, .stLinkV3), (0x0483, 0x374F, .stLinkV3), (0x0483, 0x3753, .stLinkV3),
    (0x0483, 0x3754, .stLinkV3), (0x0483, 0x3757, .stLinkV3), (0x0483, 0x374D, .stLinkLoader),
    (0x2E8A, 0x000C, .cmsisDAP), (0x2E8A, 0x0004, .serialBridge), (0x2E8A, 0x0003, .rp2040Boot),
    (0x2E8A, 0x000A, .serialBridge), (0x10C4, 0xEA60, .serialBridge),
    (0x1A86, 0x7523, .serialBridge), (0x1A86, 0x55D4, .serialBridge),
    (0x0403, 0x6001, .serialBridge), (0x0403, 0x6010, .serialBridge),
    (0x0403, 0x6014, .serialBridge), (0x303A, 0x1001, .serialBridge),
    (0x303A, 0x1002, .serialBridge), (0x1366, 0x0101, .jLink), (0x1366, 0x1015, .jLink),
    (0x1366, 0x1061, .jLink),
  ])
  func knowsTheId(vendor: Int, product: Int, kind: ProbeKind) {
    #expect(
      USBIdentity.kind(vendorID: UInt16(vendor), productID: UInt16(product), product: nil) == kind)
  }

  @Test func namesEveryIdOnce() {
    let ids = USBIdentity.known.map { UInt32($0.vendorID) << 16 | UInt32($0.productID) }
    #expect(Set(ids).count == ids.count)
    #expect(ids.count == 43)
  }

  @Test func takesNoOtherDevice() {
    #expect(USBIdentity.kind(vendorID: 0x1D6B, productID: 0x0002, product: "xHCI") == nil)
    #expect(USBIdentity.kind(vendorID: 0x0483, productID: 0x5740, product: nil) == nil)
    #expect(USBIdentity.kind(vendorID: 0x3748, productID: 0x0483, product: nil) == nil)
  }

  @Test(arguments: ["CMSIS-DAP", "DAPLink CMSIS-DAP", "LPC-LINK2 CMSIS-DAP V5.224"])
  func knowsCMSISDAPByItsProductString(product: String) {
    #expect(USBIdentity.kind(vendorID: 0x0D28, productID: 0x0204, product: product) == .cmsisDAP)
    #expect(USBIdentity.kind(vendorID: 0x2E8A, productID: 0x0004, product: product) == .cmsisDAP)
  }

  @Test(arguments: ["cmsis-dap", "CMSIS DAP", ""])
  func takesNoOtherProductForCMSISDAP(product: String) {
    #expect(USBIdentity.kind(vendorID: 0x0D28, productID: 0x0204, product: product) == nil)
  }
}
