// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title A digital villager: an ERC-721 that is also a voice in the village
/// @notice ERC-721 with ERC-2981 royalties (to the treasury), ERC-4906 metadata events and ERC-5805 votes whose clock is
/// the timestamp. A holder's voting units are `min(balance, votesPerHolder)`; the treasury's tokens carry none.
interface IDigitalVillager {
    /// @notice What is fixed at founding.
    /// @param name Display name, any script.
    /// @param symbol Ticker, such as KOI.
    /// @param signingName The EIP-712 domain's name: ASCII, 31 bytes at most.
    /// @param maxSupply How many tokens may ever be minted; burning makes no room.
    /// @param votesPerHolder At most so many units a holder: 1 is one holder one vote, `type(uint256).max` one token one vote.
    /// @param royaltyBps ERC-2981 royalty to the treasury, in basis points.
    /// @param baseURI Where the metadata stands; a token's is `baseURI ‖ tokenId`.
    struct Terms {
        string name;
        string symbol;
        string signingName;
        uint256 maxSupply;
        uint256 votesPerHolder;
        uint96 royaltyBps;
        string baseURI;
    }

    /// @notice The metadata's base was changed.
    event BaseURIChanged(string baseURI);
    /// @notice The metadata's base can never change again.
    event BaseURIFrozen();

    /// @notice Thrown when minting `requested` tokens would exceed the supply ever to be minted.
    error DigitalVillagerSupplyExceeded(uint256 requested, uint256 available);
    /// @notice Thrown when zero tokens are to be minted.
    error DigitalVillagerNothingToMint();
    /// @notice Thrown when somebody other than the token's owner burns it.
    error DigitalVillagerNotOwner(uint256 tokenId, address caller);
    /// @notice Thrown when the metadata's base is changed, or frozen again, after it was frozen.
    error DigitalVillagerBaseURIFrozen();
    /// @notice Thrown at construction when there is no supply or no vote. A signing name that is empty, over 31 bytes or not
    /// ASCII is `VoteReadyInvalidSigningName`; a royalty over 100 % or a treasury of zero is OpenZeppelin's ERC-2981 error.
    error DigitalVillagerInvalidTerms();

    /// @notice How many tokens may ever be minted.
    function maxSupply() external view returns (uint256);
    /// @notice At most so many voting units a holder.
    function votesPerHolder() external view returns (uint256);
    /// @notice The treasury, whose tokens carry no units.
    function treasury() external view returns (address);
    /// @notice How many tokens were ever minted; ids run from 1 to this.
    function totalMinted() external view returns (uint256);
    /// @notice How many tokens exist: minted and not burned.
    function totalSupply() external view returns (uint256);
    /// @notice The voting units `account` holds now, delegated or not: `min(balance, votesPerHolder)`, 0 for the treasury.
    function unitsOf(address account) external view returns (uint256);
    /// @notice Whether the metadata's base is frozen.
    function baseURIFrozen() external view returns (bool);

    /// @notice Mints `count` tokens to `to`, and when all are written tells `to` of each if it is a contract (ERC-721
    /// receiver, which may have passed some on by then). SALES only.
    /// @return firstId The first of the consecutive ids.
    function mint(address to, uint256 count) external returns (uint256 firstId);
    /// @notice Mints one token to each of `recipients`, in order, and calls nobody. SALES only.
    /// @return firstId The first of the consecutive ids.
    function mintBatch(address[] calldata recipients) external returns (uint256 firstId);
    /// @notice Burns the caller's own token: the right to leave. The owner only, not whom they approved.
    function burn(uint256 tokenId) external;
    /// @notice Changes the metadata's base until it is frozen. DAO only.
    function setBaseURI(string calldata baseURI) external;
    /// @notice Freezes the metadata's base for ever. DAO only.
    function freezeBaseURI() external;
}
