// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IVillageCharter} from "../../../contracts/charter/IVillageCharter.sol";
import {CharterScene} from "./CharterScene.sol";

contract RegisterTest is CharterScene {
    mapping(bytes32 key => address) private _model;
    bytes32[] private _keys;

    function _register(bytes32 key, address location) private {
        vm.expectEmit(address(charter));
        emit IVillageCharter.ContractRegistered(key, location);
        vm.prank(dao);
        charter.register(key, location);
    }

    function test_anOpenNameLeadsToAContract() public {
        address second = makeAddr("second election");
        _register("election-2", second);

        assertEq(second, charter.contractOf("election-2"));
        assertEq(address(0), charter.contractOf("election-3"));
    }

    function test_aContractCanBeReplacedAndRemoved() public {
        _register("treasury", makeAddr("first"));
        _register("treasury", makeAddr("second"));

        assertEq(makeAddr("second"), charter.contractOf("treasury"));
        assertEq(1, charter.directory().length);

        _register("treasury", address(0));

        assertEq(address(0), charter.contractOf("treasury"));
        assertEq(0, charter.directory().length);
    }

    function test_removingWhatWasNeverThereChangesNothing() public {
        _register("sale", makeAddr("sale"));
        _register("election", address(0));

        assertEq(1, charter.directory().length);
        assertEq(makeAddr("sale"), charter.contractOf("sale"));
    }

    /// @dev Few keys and few locations, so that keys are replaced and removed often.
    function testFuzz_theDirectoryIsWhatWasRegisteredLast(uint8[64] calldata moves) public {
        for (uint256 i = 0; i < moves.length; ++i) {
            bytes32 key = bytes32(uint256(1 + moves[i] % 8));
            address location = address(uint160(moves[i] / 64));
            _register(key, location);
            _model[key] = location;
        }

        uint256 living;
        for (uint256 i = 1; i <= 8; ++i) {
            assertEq(_model[bytes32(i)], charter.contractOf(bytes32(i)));
            if (_model[bytes32(i)] != address(0)) ++living;
        }
        IVillageCharter.Entry[] memory entries = charter.directory();
        assertEq(living, entries.length);
        for (uint256 i = 0; i < entries.length; ++i) {
            assertEq(_model[entries[i].key], entries[i].location);
            assertTrue(entries[i].location != address(0));
            for (uint256 j = 0; j < i; ++j) {
                assertTrue(entries[j].key != entries[i].key, "a key stands twice");
            }
        }
    }

    function testFuzz_nobodyElseRegistersAContract(address caller, bytes32 key, address location) public {
        vm.assume(caller != dao && caller != address(manager));

        _expectRefused(caller);
        vm.prank(caller);
        charter.register(key, location);
    }

    function test_anEmptyKeyIsRefused() public {
        vm.expectRevert(IVillageCharter.VillageCharterInvalidKey.selector);
        vm.prank(dao);
        charter.register(bytes32(0), makeAddr("treasury"));
    }
}
