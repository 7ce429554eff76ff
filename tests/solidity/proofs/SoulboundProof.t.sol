// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {Test} from "forge-std/Test.sol";

import {IResidentCertificate} from "../../../contracts/villager/IResidentCertificate.sol";
import {ResidentCertificate} from "../../../contracts/villager/ResidentCertificate.sol";

/// @notice Proofs (`make halmos`) that a certificate stays with its holder, whoever asks for whatever certificate: its holder, its
/// issuer (here the ADMIN, who may issue) and everybody else.
contract SoulboundProof is Test {
    address private constant AI = address(0xA1);

    ResidentCertificate private _certificates;

    function setUp() public {
        vm.warp(1_900_000_000);
        AccessManager manager = new AccessManager(address(this));
        _certificates = new ResidentCertificate(
            address(manager),
            IResidentCertificate.Terms({
                name: "Certificate", symbol: "CERT", signingName: "Certificate", baseURI: "", dailyLimit: 10
            })
        );
        _certificates.issue(
            IResidentCertificate.Issuance({holder: AI, tier: 1, validUntil: 1_930_000_000, commitment: bytes32(0)})
        );
    }

    function check_nobodyTransfers(address caller, address from, address to, uint256 id) public {
        _assertRefused(caller, abi.encodeCall(IERC721.transferFrom, (from, to, id)));
    }

    function check_nobodyTransfersSafely(address caller, address from, address to, uint256 id) public {
        _assertRefused(caller, abi.encodeWithSignature("safeTransferFrom(address,address,uint256)", from, to, id));
    }

    function check_nobodyTransfersSafelyWithData(address caller, address from, address to, uint256 id, bytes32 data)
        public
    {
        _assertRefused(
            caller,
            abi.encodeWithSignature(
                "safeTransferFrom(address,address,uint256,bytes)", from, to, id, abi.encodePacked(data)
            )
        );
    }

    function check_nobodyApproves(address caller, address operator, uint256 id) public {
        _assertRefused(caller, abi.encodeCall(IERC721.approve, (operator, id)));
    }

    function check_nobodyApprovesForAll(address caller, address operator, bool approved) public {
        _assertRefused(caller, abi.encodeCall(IERC721.setApprovalForAll, (operator, approved)));
    }

    /// @dev Refused for what it is, and not because the scene lacks something.
    function _assertRefused(address caller, bytes memory call) private {
        vm.prank(caller);
        (bool done, bytes memory answer) = address(_certificates).call(call);

        assert(!done);
        assert(bytes4(answer) == IResidentCertificate.ResidentCertificateSoulbound.selector);
        assert(_certificates.ownerOf(1) == AI);
    }
}
