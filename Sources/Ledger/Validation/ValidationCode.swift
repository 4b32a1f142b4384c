/// What became of a transaction, with Fabric's numbers (`TxValidationCode`): only ``valid`` ones change the state; the
/// others are kept, so that a dispute can be settled (thesis, A.3.4).
///
/// Of Fabric's codes these are the ones that this ledger gives; the rest of the numbers stay free for their meanings
/// there.
public enum ValidationCode: UInt8, Hashable, Sendable, CaseIterable {
    /// The transaction is valid and its writes are in the state.
    case valid = 0

    /// The creator is unknown, was not valid at the time, or did not sign the proposal.
    case badCreatorSignature = 4

    /// A configuration transaction that the configuration in force does not allow.
    case invalidConfigTransaction = 6

    /// An earlier transaction of the chain has the same identifier.
    case duplicateTxid = 9

    /// The valid endorsements do not satisfy the endorsement policy.
    case endorsementPolicyFailure = 10

    /// A key was written between the execution and the commit.
    case mvccReadConflict = 11

    /// A key of a range that was read appeared, disappeared or was written between the execution and the commit.
    case phantomReadConflict = 12

    /// The proposal is for another channel.
    case targetChainNotFound = 14

    /// The proposal is for a chaincode that the channel does not have.
    case invalidChaincode = 25
}

extension ValidationCode: CustomStringConvertible {
    /// The name that Fabric gives the code.
    public var description: String {
        switch self {
        case .valid: "VALID"
        case .badCreatorSignature: "BAD_CREATOR_SIGNATURE"
        case .invalidConfigTransaction: "INVALID_CONFIG_TRANSACTION"
        case .duplicateTxid: "DUPLICATE_TXID"
        case .endorsementPolicyFailure: "ENDORSEMENT_POLICY_FAILURE"
        case .mvccReadConflict: "MVCC_READ_CONFLICT"
        case .phantomReadConflict: "PHANTOM_READ_CONFLICT"
        case .targetChainNotFound: "TARGET_CHAIN_NOT_FOUND"
        case .invalidChaincode: "INVALID_CHAINCODE"
        }
    }
}
